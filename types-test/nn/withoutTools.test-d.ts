import { add, crossEntropy, matmul, nn, random, softmax, valueAndGrad, zeros, type Tensor } from 'cotangent';

// To TypeScript alone a tag is any model: nothing may be refused that our tools would take.
const Tag = nn`model Tag(x: f32[B, 784]) -> f32[B, 10] = x |> linear(10)`;
const parameters = Tag.init(random.key(0));
const x = zeros([32, 784]), labels = zeros([32], { dtype: 'i32' });

export const scores: Tensor<[32, 10], 'f32'> = Tag(parameters, x);
export const chances: Tensor<[32, 10], 'f32'> = softmax(add(Tag(parameters, x), 1));
export const product: Tensor<[32, 3], 'f32'> = matmul(Tag(parameters, x), zeros([10, 3]));
export const several: Tensor<[32, 784], 'f32'> = Tag(parameters, x).recon;
export const weight: Tensor<[784, 10], 'f32'> = parameters.linear.weight;
export const sizes: readonly number[] = Tag(parameters, x).shape.map((n) => n + 1);
export const [loss, gradients] = valueAndGrad((p: typeof parameters) => crossEntropy(Tag(p, x), labels))(parameters);
Tag.apply(parameters, [x], { train: true, key: random.key(1) });
Tag.with({ Hidden: 3 }).summary();
nn`model Outer(x: f32[B, 784]) -> f32[B, 10] = x |> ${Tag}`;
