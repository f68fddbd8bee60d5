/** What would happen: the answer to a what-if question. */
import { fieldError, type core, type ObjectKey } from '../../api';
import type { Nominations } from '../nominations';
import { podInfo } from '../pod-info';
import type { Snapshot } from '../framework';
import { decisionVersion, type Changes, type Decision, type WhatIfAnswer } from '../records/decision';
import { describe } from '../records/describe';
import { schedulerNameOf } from '../scheduler-name';
import { refused } from './judging';
import { changesOf } from './question';
import { fittingNodes, rehearse, type Company } from './rehearsal';
import { remediesFor, type Fitting } from './remedies';
import { situationOf, type Reality, type Situation } from './situation';
import { SupposedCluster } from './supposed-cluster';

/** What a question plays in. */
export interface Stage extends Reality {
  readonly snapshot: Snapshot;
  readonly nominations: Nominations;
  /** Plugins by the profile's schedulerName: the present ones, or those of another configuration. Rejects with ApiError. */
  companies(configuration: unknown): Promise<ReadonlyMap<string, Company>>;
}

/** Rejects with ApiError: Invalid, BadRequest, NotFound. */
export async function whatIf(key: ObjectKey, question: unknown, stage: Stage): Promise<WhatIfAnswer> {
  const changes = changesOf(question, key.name);
  const companies = await stage.companies(changes.configuration);
  const situation = await situationOf(key, changes, stage, new SupposedCluster(stage.snapshot), stage.nominations.copy());
  const others = situation.newcomers.map((pod) => settle(pod, situation, companyOf(pod, companies, key.name)));
  const company = companyOf(situation.subject, companies, key.name);
  const decision = decide(situation.subject, situation, company);
  return {
    apiVersion: decisionVersion, kind: 'SchedulingWhatIf', decision,
    ...(others.length && { others }),
    ...(decision.outcome !== 'Placed' && { remedies: await remedies(situation, changes, company) }),
  };
}

function companyOf(pod: core.Pod, companies: ReadonlyMap<string, Company>, about: string): Company {
  const name = schedulerNameOf(pod);
  const company = companies.get(name);
  if (!company) throw refused(about, fieldError.invalid('pod.spec.schedulerName', name, `no profile places such pods; there are ${[...companies.keys()].sort().join(', ')}`));
  return company;
}

const decide = (pod: core.Pod, { cluster, nominations }: Situation, company: Company): Decision =>
  describe(rehearse(podInfo(pod), cluster, company, nominations), { basis: 'Computed', note: company.note });

/** Placed, and there for whoever comes after it. */
function settle(pod: core.Pod, situation: Situation, company: Company): Decision {
  const decision = decide(pod, situation, company);
  if (decision.node !== undefined) situation.cluster.putPod(podInfo(pod), decision.node);
  return decision;
}

function remedies({ subject, cluster, nominations }: Situation, changes: Changes, company: Company): ReturnType<typeof remediesFor> {
  const fitting: Fitting = ({ pod, nodes }) => cluster.supposing(nodes, () => fittingNodes(podInfo(pod), cluster, company, nominations));
  return remediesFor({ pod: subject, cluster, nodes: [], changes: {} }, changes, fitting);
}
