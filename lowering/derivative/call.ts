/** How operations that stand for a function are differentiated: each in a way of its own. */
import type { AnyOp } from '../../core/op.ts';
import * as ops from '../../ops/all.ts';
import { pullCheckpoint, pushCheckpoint } from './checkpoint.ts';
import { pullCustomJvp, pullCustomVjp, pushCustomJvp, pushCustomVjp } from './custom.ts';
import type { PullBody, PushBody } from './rules.ts';

const pulls = new Map<AnyOp, PullBody>([[ops.checkpoint, pullCheckpoint], [ops.customJvp, pullCustomJvp], [ops.customVjp, pullCustomVjp]]);
const pushes = new Map<AnyOp, PushBody>([[ops.checkpoint, pushCheckpoint], [ops.customJvp, pushCustomJvp], [ops.customVjp, pushCustomVjp]]);

export const pullCall: PullBody = (pullGraph, b, node, ...rest) => pulls.get(node.op)!(pullGraph, b, node, ...rest);
export const pushCall: PushBody = (pushGraph, b, node, ...rest) => pushes.get(node.op)!(pushGraph, b, node, ...rest);
