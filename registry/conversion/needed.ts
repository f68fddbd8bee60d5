/**
 * Conversions for those who cannot wait: keeping the books on owners of fields, and showing objects to admission webhooks,
 * are plain functions that convert between versions. A conversion that is not known yet ends them; it is asked for, and the
 * write begins again with what is known by then. What a conversion makes of an object is taken to hang on what the object
 * says, and not on what the server says of it in metadata (uid, times, generated names), which is new each time.
 */
import { ApiError, type KubeObject } from '../../api';
import { Unconvertible } from '../storage-errors';
import { unlabelled } from './checked';
import type { Convert } from './webhook';

class ConversionNeeded extends Error {
  constructor(readonly object: KubeObject, readonly apiVersion: string, readonly slot: string) {
    super(`a ${object.kind} is needed in ${apiVersion}`);
  }
}

/** A write that needs more than this needs something new each time. */
const mostRounds = 100;

export class NeededConversions {
  private readonly known = new Map<string, KubeObject>();

  constructor(private readonly convert: Convert) {}

  /** To be called from within `run` only. */
  to(object: KubeObject, apiVersion: string): KubeObject {
    if (object.apiVersion === apiVersion) return object;
    const slot = slotOf(object, apiVersion);
    const found = this.known.get(slot);
    if (!found) throw new ConversionNeeded(object, apiVersion, slot);
    const { labels, annotations } = found.metadata;
    return { ...found, metadata: { ...unlabelled(object.metadata), ...(labels && { labels }), ...(annotations && { annotations }) } };
  }

  async run<V>(work: () => Promise<V>): Promise<V> {
    for (let round = 1; round <= mostRounds; round++) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof ConversionNeeded)) throw error;
        this.known.set(error.slot, await this.converted(error));
      }
    }
    throw ApiError.internal('a conversion webhook was asked too often for one write');
  }

  /** Upstream's error of its own, where reading and storing pass on the webhook's (k8s.io/apiserver …/webhook/mutating dispatcher.go). */
  private async converted({ object, apiVersion }: ConversionNeeded): Promise<KubeObject> {
    try {
      const [converted] = await this.convert([object], apiVersion);
      return converted as KubeObject;
    } catch (error) {
      throw error instanceof Unconvertible ? ApiError.internal(error.message, error) : error;
    }
  }
}

const slotOf = ({ metadata: { labels, annotations }, ...rest }: KubeObject, apiVersion: string): string => JSON.stringify([apiVersion, labels, annotations, rest]);
