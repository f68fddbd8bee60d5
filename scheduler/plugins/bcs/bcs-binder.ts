/** Writes what a taskgroup is given with its agent in the same stroke as its binding: nobody sees the one without the other. */
import { bcsRules } from '../../../api';
import { skip, type PluginIngredients, type SchedulerPlugin } from '../../framework';
import { promises, type Promised } from './promises';
import { wishesOf } from './wishes';

const { attributesText, marks, portAnnotations } = bcsRules;

const annotationsOf = (ports: bcsRules.TaskPorts, { ports: found, attributes }: Promised): Readonly<Record<string, string>> => ({
  ...(ports.length && portAnnotations(ports, found)),
  ...(attributes.size && { [marks.attributesAnnotation]: attributesText(attributes) }),
});

export const bcsBinder = ({ bind }: Pick<PluginIngredients, 'bind'>): SchedulerPlugin => ({
  name: 'BcsBinder',
  async bind({ pod }, node) {
    const [promised, wishes] = [promises.get(pod), wishesOf(pod)];
    if (!promised || 'fault' in wishes) return skip;
    await bind(pod, node, annotationsOf(wishes.ports, promised));
    return undefined;
  },
});
