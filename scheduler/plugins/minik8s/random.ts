/** Any node that fits, each as likely as the others. */
import type { NodeInfo, PluginFactory } from '../../framework';
import { policy } from './policy';

export const randomNode: PluginFactory = ({ random }) => policy('Random', (nodes) => nodes[random.int(nodes.length)] as NodeInfo);
