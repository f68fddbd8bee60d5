/**
 * flowcontrol.apiserver.k8s.io/v1beta1 to v1beta3: shares were called assured first, and none of them was the same as not
 * saying how many. An annotation tells a zero that is meant (kubernetes pkg/apis/flowcontrol/v1beta3/{conversion,defaults}.go).
 */
import type { Conversion } from '../../../definition';
import type { ObjectMeta } from '../../../object';
import type * as v1 from '../../../schema/types/flowcontrol.v1';
import type * as v1beta2 from '../../../schema/types/flowcontrol.v1beta2';
import { versionOf } from '../../version-of';
import { prioritylevelconfigurations as hub } from '../prioritylevelconfigurations';

type Stored = v1.PriorityLevelConfiguration;
type Limited = v1.LimitedPriorityLevelConfiguration;

const meantZero = 'flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares';
const usualShares = 30;

function unmarked(metadata: ObjectMeta): ObjectMeta {
  if (metadata.annotations?.[meantZero] === undefined) return metadata;
  const others = Object.entries(metadata.annotations).filter(([name]) => name !== meantZero);
  return { ...metadata, annotations: others.length ? Object.fromEntries(others) : undefined };
}

const marked = (metadata: ObjectMeta): ObjectMeta =>
  (metadata.annotations?.[meantZero] === undefined ? { ...metadata, annotations: { ...metadata.annotations, [meantZero]: '' } } : metadata);

const fromHub = (level: Stored): Stored => (level.spec.limited?.nominalConcurrencyShares === 0 ? { ...level, metadata: marked(level.metadata) } : level);

function toHub(level: Stored): Stored {
  const { metadata, spec } = level;
  const { limited } = spec;
  const shares = limited?.nominalConcurrencyShares || (metadata.annotations?.[meantZero] === undefined ? usualShares : 0);
  return { ...level, metadata: unmarked(metadata), spec: { ...spec, ...(limited && { limited: { ...limited, nominalConcurrencyShares: shares } }) } };
}

export const priorityLevelsInV1beta3 = versionOf<Stored, Stored>(hub, 'v1beta3', { fromHub, toHub });

type Old = v1beta2.PriorityLevelConfiguration;
type OldLimited = v1beta2.LimitedPriorityLevelConfiguration;

const assured = ({ nominalConcurrencyShares, ...limited }: Limited): OldLimited => ({ assuredConcurrencyShares: nominalConcurrencyShares ?? 0, ...limited });
const nominal = ({ assuredConcurrencyShares, ...limited }: OldLimited): Limited => ({ nominalConcurrencyShares: assuredConcurrencyShares, ...limited });

const withAssured = (version: string): Conversion<Old, Stored> => versionOf<Old, Stored>(hub, version, {
  fromHub(stored) {
    const { spec: { limited, ...spec }, ...level } = fromHub(stored);
    return { ...level, spec: { ...spec, ...(limited && { limited: assured(limited) }) } };
  },
  toHub: ({ spec: { limited, ...spec }, ...level }) => toHub({ ...level, spec: { ...spec, ...(limited && { limited: nominal(limited) }) } }),
});

export const priorityLevelsInV1beta2 = withAssured('v1beta2');
export const priorityLevelsInV1beta1 = withAssured('v1beta1');
