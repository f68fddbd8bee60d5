/** What the macros transformMap and transformMapEntry build their maps with (cel-go ext/comprehensions.go). */
import { overload, type Library } from '../types/declarations';
import { mapOf, param } from '../types/types';
import { entriesOf, EntryMap } from '../values/collections';
import type { MapKey, MapValue, Value } from '../values/values';

const k = param('K');
const v = param('V');
const map = mapOf(k, v);

const insert = (into: MapValue, pairs: readonly (readonly [MapKey, Value])[]): Value =>
  (into instanceof EntryMap ? into : EntryMap.of(entriesOf(into))).insert(pairs, (key) => `insert failed: key ${String(key)} already exists`);

export const comprehensionLibrary: Library = {
  overloads: [
    overload('cel.@mapInsert', '@mapInsert_map_key_value', [map, k, v], map, (into: MapValue, key: MapKey, value: Value) => insert(into, [[key, value]])),
    overload('cel.@mapInsert', '@mapInsert_map_map', [map, map], map, (into: MapValue, more: MapValue) => insert(into, entriesOf(more))),
  ],
};
