/**
 * Reads of what pods name. Hundreds of pods of one template name the same objects in one moment: whoever asks while an object is being
 * read shares the next reading, which begins after they asked, so nobody is told of a state that was over before.
 */
import { ApiError, formatKey, type Client, type KubeObject, type ObjectKey, type ResourceDefinition } from '../../api';

/** An object, or why it is not to be had. */
export type Found<T> = { readonly object: T } | { readonly object?: undefined; readonly error: ApiError };

interface Lane {
  readonly reading: Promise<Found<KubeObject>>;
  /** Of those who came while that was under way. */
  next?: Promise<Found<KubeObject>>;
}

export class Reads {
  private readonly lanes = new Map<string, Lane>();

  constructor(private readonly client: Client) {}

  /** Throws when the server cannot say. */
  read<T extends KubeObject>(definition: ResourceDefinition<T>, key: ObjectKey): Promise<Found<T>> {
    const name = `${definition.names.plural}/${formatKey(key)}`;
    const begin = (): Promise<Found<KubeObject>> => this.begin(name, definition as unknown as ResourceDefinition, key);
    const lane = this.lanes.get(name);
    const found = lane ? (lane.next ??= lane.reading.then(begin, begin)) : begin();
    // What is read under a definition's name is of its kind.
    return found as unknown as Promise<Found<T>>;
  }

  private begin(name: string, definition: ResourceDefinition, key: ObjectKey): Promise<Found<KubeObject>> {
    const reading = this.client.of(definition).get(key).then((object) => ({ object }), refusal);
    const lane: Lane = { reading };
    this.lanes.set(name, lane);
    const end = (): void => {
      if (this.lanes.get(name) === lane && !lane.next) this.lanes.delete(name);
    };
    reading.then(end, end);
    return reading;
  }
}

/** A server that is away or busy is asked again by whoever asked. */
function refusal(error: unknown): { readonly error: ApiError } {
  if (error instanceof ApiError && error.code < 500 && error.code !== 429) return { error };
  throw error;
}
