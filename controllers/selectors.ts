/** Selectors of objects, compiled once per stored state: objects are immutable, so their identity says it all. */
import { compileLabelSelector, type LabelSelector, type meta } from '../api';

const compiled = new WeakMap<meta.LabelSelector, LabelSelector>();

export function selectorOf(selector: meta.LabelSelector): LabelSelector {
  let ready = compiled.get(selector);
  if (!ready) compiled.set(selector, ready = compileLabelSelector(selector));
  return ready;
}
