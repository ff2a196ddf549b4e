/** The six models of the guide, which many tests read. */
import { readFileSync } from 'node:fs';

const names = ['mlp', 'resnet18', 'gpt', 'lstm', 'vae', 'vit'] as const;

export const models: readonly { readonly name: string; readonly text: string }[] =
  names.map(name => ({ name, text: readFileSync(new URL(`../models/${name}.nn`, import.meta.url), 'utf8') }));
