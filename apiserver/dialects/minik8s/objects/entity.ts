/** What this API needs to know of one kind of object to serve all of its routes. */
import type { Clock, KubeObject, Random, ResourceDefinition } from '../../../../api';
import type { Registry } from '../../../../registry';
import type { Shape } from '../shape';
import type { Header } from './common';

/** The document's words; no client should go by them. */
export interface Texts {
  readonly unparsable: string;
  readonly nameEmpty: string;
  readonly exists: string;
  readonly missing: string;
  readonly created: string;
  readonly updated: string;
  readonly reported: string;
}

/** What may be asked when a new object is completed. */
export interface Making {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: Random;
  readonly namespace: string;
}

/** Whose objects are looked at; absent: all there are. */
export interface Extent {
  readonly namespace?: string;
  readonly name?: string;
}

export interface Options {
  /** Items and lists as JSON in a text, with the names of Go's structs: what the document's own clients can read. */
  readonly legacyStringData: boolean;
  /** A workflow that failed says so; else it is completed, as in the document. */
  readonly failedPhase: boolean;
}

/** `K`: as it is stored, `W`: as it is written here, `S`: its status alone. */
export interface Entity<K extends KubeObject = KubeObject, W extends Header = Header, S extends object = object> {
  /** As the document spells it. */
  readonly kind: string;
  readonly definition: ResourceDefinition<K>;
  readonly shape: Shape<W>;
  readonly statusShape?: Shape<S>;
  readonly texts: Texts;
  /** Of one that is missing; default: that it is gone is what was asked for. */
  readonly deletingNothing?: 'refused';
  /** What the server adds to a new object. Throws BadValue, ApiError. */
  complete?(written: W, making: Making): Promise<W> | W;
  /** Throws BadValue. */
  toStored(written: W): K;
  fromStored(stored: K, options: Options): W;
  /** What a list tells of it; default: all. */
  listed?(written: W): W;
  /** How objects are seen together with others that belong to them; default: by themselves. */
  reader?(registry: Registry, extent: Extent, options: Options): Promise<(stored: K) => W>;
  /** What of `sent` an object that is there takes over; never of its status. */
  replace?(current: K, sent: W): K;
  /** Takes over what is sent of the status; `now` is RFC 3339. */
  report?(current: K, sent: S, now: string): K;
  /** Answered to an update beside its message. */
  readonly echoes?: boolean;
}

/** For those who handle objects of every kind: each entity is handed only what it has made itself. */
export const entity = <K extends KubeObject, W extends Header, S extends object = object>(of: Entity<K, W, S>): Entity => of as unknown as Entity;

export const statusOf = (written: Header): unknown => (written as { status?: unknown }).status;
