/** What a running scheduler can be asked about its decisions: each running scheduler makes one of these (`scheduler.ts`). */
import { kinds, seededRandom, type core, type ObjectKey, type SchedulerControl } from '../api';
import { frameworksOf } from './configuration/frameworks';
import type { Plan } from './configuration/plan';
import type { Snapshot } from './framework';
import type { Nominations } from './nominations';
import { podInfo } from './pod-info';
import type { ProfileIngredients } from './profile';
import { Book } from './records/book';
import type { Decision } from './records/decision';
import { describe, leftAlone } from './records/describe';
import type { SchedulerContext } from './scheduler-context';
import { schedulerNameOf } from './scheduler-name';
import { whatIf } from './what-if';
import { rehearse, type Company } from './what-if/rehearsal';
import { SupposedCluster } from './what-if/supposed-cluster';

export type Answers = Pick<SchedulerControl, 'explain' | 'whatIf'>;

/** The scheduler as it is when somebody asks. */
export interface AnswersContext extends Pick<SchedulerContext, 'client' | 'clock' | 'informers' | 'signal'> {
  snapshot(): Snapshot;
  nominations(): Nominations;
  /** In force: another one when the configuration has changed. */
  plan(): Plan;
  /** Of another configuration. Throws ApiError. */
  planOf(configuration: unknown): Plan;
  readonly factories: ProfileIngredients['factories'];
  /** Absent: nothing is recorded. */
  readonly book: Book | undefined;
}

const seed = 1;

const notRecorded = 'nothing was recorded: this is what would be decided now';

export function createAnswers(context: AnswersContext): Answers {
  const pods = context.informers.of<core.Pod>(kinds.pods).lister;
  const present = new Companies(context);
  return {
    async explain(key) {
      const pod = pods.get(key);
      if (!pod) return undefined;
      const recorded = context.book?.of(podInfo(pod).uid);
      return { ...(recorded ? describe(recorded, { basis: 'Recorded' }) : computed(pod, context, present.now().get(schedulerNameOf(pod)))) };
    },
    async whatIf({ pod, changes }) {
      const asked = 'metadata' in pod ? { key: { namespace: pod.metadata.namespace, name: pod.metadata.name ?? '' }, question: { pod, ...changes } } : { key: pod, question: changes };
      return { ...(await whatIf(asked.key, asked.question, {
        snapshot: context.snapshot(),
        nominations: context.nominations(),
        pod: (key: ObjectKey) => pods.get(key),
        admitted: (one) => context.client.of<core.Pod>(kinds.pods).create(one, { dryRun: true }),
        companies: async (configuration) => (configuration === undefined ? present.now() : present.ready(context.planOf(configuration))),
      })) };
    },
  };
}

/** Plugins for rehearsals: those of the profiles in force are made when first needed. */
class Companies {
  private known: { readonly plan: Plan; readonly companies: ReadonlyMap<string, Company> } | undefined;

  constructor(private readonly context: AnswersContext) {}

  now(): ReadonlyMap<string, Company> {
    const plan = this.context.plan();
    if (this.known?.plan !== plan) this.known = { plan, companies: this.of(plan) };
    return this.known.companies;
  }

  /** Of another configuration, whose plugins may follow what nobody has followed yet. */
  async ready(plan: Plan): Promise<ReadonlyMap<string, Company>> {
    const companies = this.of(plan);
    await this.context.informers.synced(this.context.signal);
    return companies;
  }

  private of(plan: Plan): ReadonlyMap<string, Company> {
    const { clock, client, informers, factories, signal } = this.context;
    const book = new Book(clock);
    const bind = (): Promise<void> => Promise.reject(new Error('nothing is bound in a rehearsal'));
    const frameworks = frameworksOf(plan, { clock, client, informers, factories, random: seededRandom(seed), bind, book });
    informers.start(signal);
    // All nodes are looked at, not only enough of them.
    const common = { book, ...(plan.extenders.length && { note: 'extenders are not asked' }) };
    return new Map(frameworks.map((framework) => [framework.schedulerName, { framework: { ...framework, percentageOfNodesToScore: 100 }, ...common }]));
  }
}

function computed(pod: core.Pod, { snapshot, nominations, clock }: AnswersContext, company: Company | undefined): Decision {
  const info = podInfo(pod);
  if (!company) return leftAlone(info, { schedulerName: schedulerNameOf(pod), time: clock.now() });
  const cluster = new SupposedCluster(snapshot());
  const node = pod.spec?.nodeName || cluster.nodes.find(({ pods }) => pods.some(({ uid }) => uid === info.uid))?.name;
  if (node) cluster.removePod(info.uid, node);
  const notes = [node ? `${notRecorded}, were it not on ${node}` : notRecorded, ...(company.note === undefined ? [] : [company.note])];
  return describe(rehearse(info, cluster, company, nominations()), { basis: 'Computed', note: notes.join('; ') });
}
