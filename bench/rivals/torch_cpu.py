"""PyTorch, eager, on the CPU."""

import math
import sys

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    print('{"event":"absent","reason":"this Python has no torch"}')
    sys.exit()

import inputs
from child import serve, training

torch.set_num_threads(int(sys.argv[2]))
torch.set_float32_matmul_precision("highest")

array = torch.from_numpy


def kernel(f, at):
    @torch.no_grad()
    def step():
        f()

    @torch.no_grad()
    def check():
        return f().contiguous().flatten()[at].tolist()

    return step, check


def matmul(m, k, n, layout, at):
    a = array(inputs.uniform((k, m) if layout == "tn" else (m, k), 1))
    b = array(inputs.uniform((n, k) if layout == "nt" else (k, n), 2))
    a, b = (a.T if layout == "tn" else a), (b.T if layout == "nt" else b)
    out = torch.empty(m, n)
    return kernel(lambda: torch.mm(a, b, out=out), at)


def gelu(n, at):
    x = array(inputs.uniform(n, 3, 3))
    return kernel(lambda: F.gelu(x, approximate="tanh"), at)


def softmax(rows, columns, at):
    x = array(inputs.uniform((rows, columns), 11, 4))
    return kernel(lambda: torch.softmax(x, -1), at)


def layer_norm(rows, columns, at):
    x, gain, shift = (array(inputs.uniform(*a)) for a in [((rows, columns), 12, 3), (columns, 13), (columns, 14)])
    return kernel(lambda: F.layer_norm(x, (columns,), gain, shift, 1e-5), at)


def conv(batch, channels, side, at):
    # Its fastest order here; strides alone change, so `at` still counts NCHW after contiguous().
    last = dict(memory_format=torch.channels_last)
    x = array(inputs.uniform((batch, channels, side, side), 4)).contiguous(**last)
    w = array(inputs.uniform((channels, channels, 3, 3), 5)).contiguous(**last)
    return kernel(lambda: F.conv2d(x, w, padding=1), at)


def chain(n, links, compiled, at):
    if compiled and links > 1:
        raise ValueError("compiles nothing")
    x = array(inputs.uniform(n, 6))

    def repeated():
        y = x
        for _ in range(links):
            y = torch.sin(y * 0.99 + 0.01)
        return y

    return kernel(repeated, at)


def descend(loss, rule, count):
    def step():
        rule.zero_grad(set_to_none=True)
        value = loss()
        value.backward()
        rule.step()
        return value.item()

    return training(step, count)


def leaves(tree):
    if torch.is_tensor(tree):
        return [tree]
    return [leaf for part in (tree.values() if isinstance(tree, dict) else tree) for leaf in leaves(part)]


def parameter(tree):
    if isinstance(tree, dict):
        return {name: parameter(part) for name, part in tree.items()}
    if isinstance(tree, list):
        return [parameter(part) for part in tree]
    return array(tree).requires_grad_()


def adam_rule(parameters, rate, beta1, beta2, epsilon, decay):
    rule = torch.optim.AdamW if decay else torch.optim.Adam
    return rule(leaves(parameters), rate, (beta1, beta2), epsilon, weight_decay=decay)


def tiny(n, hidden, batch, rate, losses):
    x, y = array(inputs.uniform((batch, n), 20)), array(inputs.uniform((batch, 1), 21))
    u = array(inputs.uniform((n, hidden), 22, n**-0.5)).requires_grad_()
    v = array(inputs.uniform((hidden, 1), 23, hidden**-0.5)).requires_grad_()
    a, c = torch.zeros(hidden, requires_grad=True), torch.zeros(1, requires_grad=True)
    loss = lambda: F.mse_loss(torch.tanh(x @ u + a) @ v + c, y)
    return descend(loss, torch.optim.SGD([u, a, v, c], rate), losses)


def mlp(shape, adam, losses):
    layers, x, y = inputs.mlp(**shape)
    layers, x, y = parameter(layers), array(x), array(y).long()

    def loss():
        h = x
        for i, p in enumerate(layers):
            h = torch.addmm(p["b"], h, p["w"])
            h = F.relu(h) if i < len(layers) - 1 else h
        return F.cross_entropy(h, y)

    return descend(loss, adam_rule(layers, **adam), losses)


def gpt_loss(shape):
    parameters, x, y = inputs.gpt(**shape)
    p, x, y = parameter(parameters), array(x.copy()).long(), array(y.copy()).long()
    batch, tokens, d, heads = shape["batch"], shape["tokens"], shape["width"], shape["heads"]
    dense = lambda h, w, b: torch.addmm(b, h.reshape(-1, h.shape[-1]), w).view(batch, tokens, -1)
    norm = lambda h, gain, shift: F.layer_norm(h, (d,), gain, shift, 1e-5)

    def loss():
        h = F.embedding(x, p["token"]) + p["position"]
        for q in p["blocks"]:
            parts = dense(norm(h, q["gain1"], q["shift1"]), q["qkv"], q["qkvBias"])
            query, key, value = parts.view(batch, tokens, 3, heads, d // heads).permute(2, 0, 3, 1, 4).unbind(0)
            mixed = F.scaled_dot_product_attention(query, key, value, is_causal=True, scale=1 / math.sqrt(d // heads))
            h = h + dense(mixed.transpose(1, 2).reshape(batch, tokens, d), q["project"], q["projectBias"])
            wide = F.gelu(dense(norm(h, q["gain2"], q["shift2"]), q["expand"], q["expandBias"]), approximate="tanh")
            h = h + dense(wide, q["contract"], q["contractBias"])
        logits = norm(h, p["gain"], p["shift"]) @ p["head"]
        return F.cross_entropy(logits.flatten(0, 1), y.flatten())

    return p, loss


def gpt_forward(shape, losses):
    _, loss = gpt_loss(shape)

    @torch.no_grad()
    def step():
        return loss().item()

    return training(step, losses)


def gpt_train(shape, adam, losses):
    p, loss = gpt_loss(shape)
    return descend(loss, adam_rule(p, **adam), losses)


library = {
    "matmul": matmul,
    "gelu": gelu,
    "softmax": softmax,
    "layerNorm": layer_norm,
    "conv": conv,
    "chain": chain,
    "tiny": tiny,
    "mlp": mlp,
    "gptForward": gpt_forward,
    "gptTrain": gpt_train,
}
serve(library, torch.__version__, "cpu")
