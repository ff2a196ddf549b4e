#!/usr/bin/env node
/** The content mapper of .nn files that TypeScript 7.1 starts when a tsconfig.json names the package: `"contentMappers": [{ "package": "cotangent", "extensions": [".nn"] }]`. */
import { StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node';
import { layers } from '../nn/library.ts';
import { serveMapper } from '../typecheck/mapper/serve.ts';

// What is written beside the protocol would break it.
console.log = console.error;
void serveMapper(new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout), layers).then(() => process.exit(0));
