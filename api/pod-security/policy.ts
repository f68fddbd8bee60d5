/**
 * What a namespace's labels ask of its pods (Pod Security Standards, KEP-2579; k8s.io/pod-security-admission api/helpers.go).
 */
import { invalid, type FieldError } from '../field-error';

/** From the least to the most strict. */
const levels = ['privileged', 'baseline', 'restricted'] as const;

export type Level = (typeof levels)[number];

/** The minor of `v1.<minor>`; `latest` is newer than every other. */
export type Version = number;

export const latest: Version = Infinity;

export interface LevelVersion {
  readonly level: Level;
  readonly version: Version;
}

export interface Policy {
  readonly enforce: LevelVersion;
  readonly audit: LevelVersion;
  readonly warn: LevelVersion;
}

export interface ReadPolicy {
  /** There is always one, whatever is wrong with the labels. */
  readonly policy: Policy;
  readonly faults: readonly FieldError[];
}

const anything: LevelVersion = { level: 'privileged', version: latest };

const prefix = 'pod-security.kubernetes.io/';

/** `restricted:v1.30`. */
export const formatLevel = ({ level, version }: LevelVersion): string => `${level}:${version === latest ? 'latest' : `v1.${version}`}`;

export const isStricter = (a: Level, b: Level): boolean => levels.indexOf(a) > levels.indexOf(b);

/** A mode as its labels say it; undefined where they say nothing. */
interface Mode {
  readonly level?: Level;
  readonly version?: Version;
  readonly levelFault: boolean;
  readonly faults: readonly FieldError[];
}

function readMode(labels: Readonly<Record<string, string>>, mode: keyof Policy): Mode {
  const level = labels[prefix + mode];
  const version = labels[`${prefix}${mode}-version`];
  const known = level === undefined ? undefined : levels.find((one) => one === level);
  const minor = version === undefined ? undefined : parseVersion(version);
  const levelFault = level !== undefined && known === undefined;
  return {
    level: known, version: minor, levelFault,
    faults: [
      ...(levelFault ? [invalid(`metadata.labels[${prefix}${mode}]`, level, `must be one of ${levels.join(', ')}`)] : []),
      ...(version !== undefined && minor === undefined ? [invalid(`metadata.labels[${prefix}${mode}-version]`, version, 'must be "latest" or "v1.x"')] : []),
    ],
  };
}

function parseVersion(text: string): Version | undefined {
  if (text === 'latest') return latest;
  const minor = /^v1\.(0|[1-9]\d*)$/.exec(text)?.[1];
  return minor !== undefined && Number.isSafeInteger(Number(minor)) ? Number(minor) : undefined;
}

/** Labels that make no sense enforce the most (and warn of nothing); warnings follow what is enforced, where nothing else is said of them. */
export function policyOf(labels: Readonly<Record<string, string>> | undefined): ReadPolicy {
  if (!labels || !Object.keys(labels).some((key) => key.startsWith(prefix))) return unlabelled;
  const [enforced, audited, warned] = [readMode(labels, 'enforce'), readMode(labels, 'audit'), readMode(labels, 'warn')];
  const enforce = levelOf(enforced, 'restricted');
  const follows = warned.level === undefined && !warned.levelFault && enforced.level !== undefined && isStricter(enforced.level, anything.level);
  const warn = levelOf(warned, 'privileged');
  return {
    policy: {
      enforce,
      audit: levelOf(audited, 'privileged'),
      warn: follows ? { level: enforce.level, version: labels[`${prefix}warn-version`] === undefined ? enforce.version : warn.version } : warn,
    },
    faults: [...enforced.faults, ...audited.faults, ...warned.faults],
  };
}

const levelOf = ({ level = anything.level, version = latest, levelFault }: Mode, atFault: Level): LevelVersion => ({ level: levelFault ? atFault : level, version });

const unlabelled: ReadPolicy = { policy: { enforce: anything, audit: anything, warn: anything }, faults: [] };
