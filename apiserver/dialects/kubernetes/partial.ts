/** PartialObjectMetadata: an object's metadata without the rest (meta.k8s.io). */
import type { Entry } from '../../../registry';
import type { Conversion } from './negotiate';

type Version = Conversion['version'];

const slots: Readonly<Record<Version, symbol>> = { v1: Symbol('PartialObjectMetadata v1'), v1beta1: Symbol('PartialObjectMetadata v1beta1') };

const makers: Readonly<Record<Version, (entry: Entry) => string>> = {
  v1: (entry) => render(entry, 'v1'),
  v1beta1: (entry) => render(entry, 'v1beta1'),
};

const render = ({ object }: Entry, version: Version): string =>
  `{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/${version}","metadata":${JSON.stringify(object.metadata)}}`;

/** The JSON text, made once per state. */
export const partialObject = (entry: Entry, version: Version): string => entry.memo(slots[version], makers[version]);
