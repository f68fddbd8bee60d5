/** Where the fields of a definition stand on the wire: its own by number, and messages that Go inlines into the struct. */
import { definitionFacts, packageFacts, type FieldFacts } from '../facts';

export type Slot = { readonly number: number } & ({ readonly name: string; readonly facts: FieldFacts } | { readonly inlined: string });

/** In ascending order of numbers. */
export function slotsOf(definition: string): Slot[] {
  const { fields = {}, inlined = [] } = definitionFacts(definition);
  const own = Object.entries(fields).flatMap(([name, facts]): Slot[] =>
    (facts.pb === undefined || facts.via !== undefined ? [] : [{ number: facts.pb, name, facts }]));
  return [...own, ...inlined.map(({ pb, ref }): Slot => ({ number: pb, inlined: ref }))].sort((a, b) => a.number - b.number);
}

/** Whether objects of the definition have a protobuf form: tables and custom resources have none. */
export const supports = (definition: string): boolean =>
  packageFacts(definition) !== undefined && definitionFacts(definition).noProto !== true;
