/** In which zones a flavour is offered: `cond:operation:status` and `cond:operation:az` (specification, 5.6). */
import type { FlavorRecord } from '../records';

const badStates: ReadonlySet<string> = new Set(['sellout', 'abandon']);

/** Says of a zone whether the flavour is offered there. */
export function operation({ operationStatus, operationZones }: Pick<FlavorRecord, 'operationStatus' | 'operationZones'>): (zone: string) => boolean {
  const states = zoneStates(operationZones);
  if (operationStatus === 'abandon') return (zone) => states.has(zone) && !badStates.has(states.get(zone) as string);
  return (zone) => !badStates.has(states.get(zone) ?? '');
}

/** `a(normal),b(sellout)`; an item without brackets says nothing. */
function zoneStates(text: string): ReadonlyMap<string, string> {
  const states = new Map<string, string>();
  for (const item of text.split(',')) {
    const open = item.indexOf('(');
    if (open > 0 && item.trimEnd().endsWith(')')) states.set(item.slice(0, open).trim(), item.slice(open + 1, item.lastIndexOf(')')).trim());
  }
  return states;
}
