/** `cotangent/ts-plugin`, as TypeScript's language server loads it: the plugin with the layers of this library. Built into one CommonJS file. */
import { layers } from '../nn/library.ts';
import { plugin } from '../typecheck/plugin/plugin.ts';
import { services } from '../typecheck/services/services.ts';

export default plugin(() => services(layers));
