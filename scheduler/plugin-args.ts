/**
 * The arguments of a plugin, declared once beside it: how they are written, what is meant where nothing is, what makes no
 * sense (kube-scheduler apis/config/v1/defaults.go, apis/config/validation/validation_pluginargs.go).
 */
import { formatFieldError, type FieldError } from '../api';
import { DecodeFault, rootOf, type Place, type Reader } from './configuration/reading';

export const configurationVersion = 'kubescheduler.config.k8s.io/v1';

interface Declaration<T extends object> {
  /** `InterPodAffinityArgs`. */
  readonly kind: string;
  readonly read: Reader<Partial<T>>;
  /** Harmless when done twice. */
  readonly complete: (given: Partial<T>) => T;
  readonly faults: (args: T, field: string) => readonly FieldError[];
}

export interface ReadArgs<T extends object = object> {
  /** With defaults. */
  readonly args: T;
  readonly faults: readonly FieldError[];
}

export interface PluginArgs<T extends object = object> {
  readonly kind: string;
  /** `field`: the path of the arguments for faults. Throws DecodeFault. */
  read(given: unknown, field: string, place?: Place): ReadArgs<T>;
  /** For the plugin itself: whole, or an error in upstream's words. */
  of(given: unknown): T;
}

export function declareArgs<T extends object>({ kind, read, complete, faults }: Declaration<T>): PluginArgs<T> {
  const readArgs: PluginArgs<T>['read'] = (given, field, place) => {
    const args = complete(read(untyped(given ?? {}), place ?? rootOf(unknownField)));
    return { args, faults: faults(args, field) };
  };
  return {
    kind,
    read: readArgs,
    of(given) {
      const { args, faults: found } = readArgs(given, '');
      const texts = found.map((fault) => formatFieldError({ ...fault, field: fault.field.replace(/^\./, '') }));
      if (texts.length) throw new Error(texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`);
      return args;
    },
  };
}

/** What says of itself which kind it is has been looked at. */
const untyped = (given: object): unknown =>
  (Array.isArray(given) || typeof given !== 'object' ? given : Object.fromEntries(Object.entries(given).filter(([key]) => key !== 'kind' && key !== 'apiVersion')));

const unknownField = (path: string): never => { throw new DecodeFault(`strict decoding error: unknown field ${JSON.stringify(path)}`); };
