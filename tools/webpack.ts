/** The build step for webpack: templates become data, and the parser stays out of the bundle.   docs/guide/build.md */
import type { WebpackPluginInstance } from 'webpack';
import type { BuildOptions } from '../typecheck/transform/build.ts';
import { pluginFor } from './unplugin.ts';

export type { BuildOptions } from '../typecheck/transform/build.ts';

/**
 * The plugin. Mistakes in templates and .nn files stop the build.   Errors: NN1023 when unplugin is not installed.
 */
export default (options?: BuildOptions): WebpackPluginInstance => pluginFor('webpack', options);
