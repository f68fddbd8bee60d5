import { parseGoDuration } from '../../../api';
import { UsageError } from '../../flag';
import { isFields, memberAt, numberAt, type Fields } from '../member';
import { identity, percent } from './columns';
import { labelTexts, type Kind } from './kind';

export const hpa: Kind = {
  kind: 'Hpa', names: ['hpas'], root: '/apis/v1', plural: 'hpa',
  namespaced: true, hasGlobalList: true, hasUpdate: true,
  columns: [
    ...identity('hpa'),
    { name: 'CurMem/TargetMem', cell: (object) => share(object, 'curMemPercent', 'memPercent') },
    { name: 'CurCpu/TargetCpu', cell: (object) => share(object, 'curCPUPercent', 'cpuPercent') },
  ],
  texts: [...labelTexts, 'spec.selector.matchLabels.*'],
  complete: (object) => (typeof memberAt(object, 'spec', 'adjustInterval') === 'string' ? { ...object, spec: withNanoseconds(object.spec) } : object),
};

const share = (object: Fields, current: string, target: string): string =>
  `${percent(numberAt(object, 'status', current) * 100)}/${percent(numberAt(object, 'spec', 'metrics', target) * 100)}`;

/** YAML says `adjustInterval: 30s`; JSON is a number of nanoseconds. */
function withNanoseconds(spec: unknown): Fields {
  const text = String(memberAt(spec, 'adjustInterval'));
  const ms = parseGoDuration(text);
  if (ms === undefined) throw new UsageError(`spec.adjustInterval: ${JSON.stringify(text)}: must be a duration such as 30s`);
  return { ...(isFields(spec) && spec), adjustInterval: Math.round(ms * 1_000_000) };
}
