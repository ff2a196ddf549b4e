/** Reductions: every option and dtype against the oracle, and the calls that are refused. */
import { test } from 'vitest';
import { checkCase, functions, groupsOf } from './oracle.ts';

test.each(groupsOf('numpyReductions'))('%s against the oracle', (_, cases) => cases.forEach((c) => checkCase(c, functions)));
