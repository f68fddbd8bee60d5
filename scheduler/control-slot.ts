/** Where others find the scheduler of this process: it is there while it runs, which may be a while later, or never. */
import { ApiError, type SchedulerControl } from '../api';

export class SchedulerSlot implements SchedulerControl {
  private running: SchedulerControl | undefined;

  /** Returns how to leave. */
  fill(control: SchedulerControl): () => void {
    this.running = control;
    return () => { if (this.running === control) this.running = undefined; };
  }

  configuration: SchedulerControl['configuration'] = async () => this.there().configuration();
  initialConfiguration: SchedulerControl['initialConfiguration'] = async () => this.there().initialConfiguration();
  configure: SchedulerControl['configure'] = async (configuration) => this.there().configure(configuration);
  explain: SchedulerControl['explain'] = async (pod) => this.there().explain(pod);
  whatIf: SchedulerControl['whatIf'] = async (question) => this.there().whatIf(question);

  private there(): SchedulerControl {
    if (!this.running) throw ApiError.unavailable('the scheduler does not run in this process');
    return this.running;
  }
}
