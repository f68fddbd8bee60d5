/** One answer to a question: by one configuration, with one seed. */
import type { Configurations } from '../../scheduler';
import { UsageError } from '../flag';
import { configurationsOf, schedulerChoice } from '../scheduler-configuration';
import { placePods } from './placing';
import type { Question } from './question';
import { podsIn, reportOn, type Report, type Subject } from './report';
import { openWorld, type World } from './world';

/** Throws UsageError for what cannot be made in that cluster, and for a configuration that makes no sense. */
export async function answer(question: Question, subject: Subject): Promise<Report> {
  const warnings: string[] = [];
  const world = await openWorld(question, subject.seed, (text) => warnings.push(text));
  try {
    const configurations = await configurationsIn(subject.configuration, world);
    const before = await podsIn(world);
    return await reportOn(world, before, await placePods(world, { ...subject, scheduler: { configurations } }), { ...subject, notes: [...subject.notes, ...new Set(warnings)] });
  } finally {
    await world.registry.close();
  }
}

/** Of two files, the message says which. */
async function configurationsIn(file = '', deps: World): Promise<Configurations> {
  try {
    return await configurationsOf(schedulerChoice(file), deps);
  } catch (error) {
    throw error instanceof UsageError && file && !error.message.includes(file) ? new UsageError(`${file}: ${error.message}`) : error;
  }
}
