/** What can be told to answer otherwise: where the document, its examples and the original's source disagree, and what somebody may want of neither. */
import { choice, defaultsOf, readChoices, type Choices, type Chosen } from '../../dialect';

export interface Switches {
  readonly http: 'strict' | 'always200';
  readonly kind: 'exact' | 'anyCase';
  readonly namespace: 'agree' | 'body';
  readonly update: 'strict' | 'lenient';
  readonly selector: 'all' | 'upstream';
  readonly stopped: 'Finish' | 'Killed';
  readonly crdNames: 'lenient' | 'strict';
  readonly healthProtocol: 'ignored' | 'type';
  readonly prefix: 'none' | 'upstream';
  readonly failureData: 'null' | 'object';
}

/** In the order in which they are told about. */
export const switchChoices: Choices<Switches> = {
  http: choice(['strict', 'always200'], 'failures come with 4xx and 5xx, or with 200 as the gateway does it'),
  kind: choice(['exact', 'anyCase'], 'the kind of what is sent: as it is written, or in any case'),
  namespace: choice(['agree', 'body'], 'the namespace of what is sent must be that of the path, or it alone counts'),
  update: choice(['strict', 'lenient'], 'an update of an application without `instances` is refused, or is one of all taskgroups'),
  selector: choice(['all', 'upstream'], "a deployment's selector matches applications with all of its pairs, or counts each pair that matches"),
  stopped: choice(['Finish', 'Killed'], 'the status of taskgroups that have ended because they were told to stop'),
  crdNames: choice(['lenient', 'strict'], 'names of custom resource definitions that are not <plural>.<group>: taken all the same, or refused'),
  healthProtocol: choice(['ignored', 'type'], 'a health check with `protocol` and no `type` is none, or is of that type'),
  prefix: choice(['none', 'upstream'], 'messages of failures begin with (bcs-scheduler):'),
  failureData: choice(['null', 'object'], '`data` of failures: null or {}'),
};

export const defaultSwitches: Switches = defaultsOf(switchChoices);

/** `http=always200,kind=anyCase`. */
export const readSchedulerSwitches = (text: string): Chosen<Switches> => readChoices(switchChoices, text);
