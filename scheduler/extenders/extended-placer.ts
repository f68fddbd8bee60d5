/** A placer that asks extenders, and so has to wait for them: between filters and scores, behind the scores, behind preemption. */
import { Diagnosis } from '../diagnosis';
import type { Cycle, NodeInfo } from '../framework';
import type { Placement, Placer, Search } from '../placing';
import type { Heard } from './extender';
import type { Extenders } from './extenders';

export class ExtendedPlacer {
  constructor(private readonly placer: Placer, private readonly extenders: Extenders, private readonly heardIn: (cycle: Cycle) => Heard) {}

  /** The snapshot has at least one node. Rejects with PluginFailure, or what an extender says. */
  async place(cycle: Cycle): Promise<Placement> {
    const search = this.placer.begin(cycle);
    const feasible = search.nodes.length ? await this.nominated(cycle, search) ?? await this.passing(cycle, this.placer.findFeasible(cycle, search), search.diagnosis) : [];
    const [first, second] = feasible;
    const { diagnosis } = search;
    if (first && second) return { node: (await this.best(cycle, feasible, search)).name, feasible, diagnosis };
    if (first) return { node: first.name, feasible, diagnosis };
    return this.reconsidered(cycle, this.placer.unplaced(cycle, search), diagnosis);
  }

  private async nominated(cycle: Cycle, search: Search): Promise<readonly NodeInfo[] | undefined> {
    const kept = this.placer.nominatedNode(cycle, search);
    if (!kept) return undefined;
    // What is said of this node is said again where all of them are looked at.
    const left = await this.passing(cycle, kept, new Diagnosis(cycle.snapshot));
    return left.length ? left : undefined;
  }

  private passing(cycle: Cycle, nodes: readonly NodeInfo[], diagnosis: Diagnosis): Promise<readonly NodeInfo[]> {
    return this.extenders.filter(cycle, nodes, diagnosis, this.heardIn(cycle));
  }

  private async best(cycle: Cycle, nodes: readonly NodeInfo[], search: Search): Promise<NodeInfo> {
    const totals = this.placer.scores(cycle, nodes, search);
    await this.extenders.prioritize(cycle, nodes, totals, this.heardIn(cycle));
    return this.placer.oneOfTheBest(nodes, totals);
  }

  /** Extenders may strike out nodes where pods would have to leave. */
  private async reconsidered(cycle: Cycle, placement: Placement, diagnosis: Diagnosis): Promise<Placement> {
    if (placement.node !== undefined) return placement;
    const choice = placement.nomination?.choice;
    if (!choice || !this.extenders.can('preempt')) return placement;
    const answer = choice.among(await this.extenders.preempt(cycle, choice.candidates, this.heardIn(cycle)));
    diagnosis.postFilterMessage = answer.reasons.join(', ');
    return { node: undefined, feasible: [], diagnosis, ...('nominate' in answer && { nomination: answer }) };
  }
}
