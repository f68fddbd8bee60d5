/** An Allocation that is to have a place, and what came of it. */
import type { globalscheduler } from '../../../../api';
import type { AllocationRequest, Explanation } from '../engine';

export interface Wish {
  readonly key: { readonly namespace: string; readonly name: string };
  readonly spec: globalscheduler.AllocationSpec;
  readonly request: AllocationRequest;
  /** Of the object that is there already; absent: it is made when a place is found. */
  readonly uid?: string;
  /** What else the object that is made says. */
  readonly annotations?: Record<string, string>;
  readonly explain: boolean;
  /** Who asks, for sites that are there for some only. */
  readonly domain?: string;
}

export type Verdict =
  /** `isKept`: it had its place before. */
  | { readonly type: 'placed'; readonly groups: readonly globalscheduler.PlacedGroup[]; readonly isKept: boolean; readonly explanation?: Explanation }
  | { readonly type: 'refused'; readonly reason: string; readonly explanation?: Explanation }
  /** It could not be decided; the text is for whoever asked, if there is one. */
  | { readonly type: 'failed'; readonly message: string }
  /** Another request has the name. */
  | { readonly type: 'taken' }
  /** Somebody has deleted it. */
  | { readonly type: 'gone' };
