/** What can be said of a cluster that is started. What the library's users see: these types need no others than the library's own. */
import type { Clock, Logger, Random } from '../api';
import type { PluginChoice } from '../registry';
import type { Component } from './components';

/** 0: as many as come. */
export interface RequestLimits {
  readonly readOnly: number;
  readonly mutating: number;
}

export interface AuditChoice {
  /** An audit.k8s.io/v1 Policy. */
  readonly policyFile: string;
  /** `-`: standard output. */
  readonly logPath: string;
  /** The log is set aside when it has grown to this; 0 for 100. */
  readonly maxSizeMegabytes: number;
  /** Logs set aside that are kept; 0 keeps all. */
  readonly maxBackups: number;
}

export interface Minik8sChoice {
  /** Items and lists come as JSON in a text, with names as the document's own clients read them; default: as JSON. */
  readonly legacyStringData?: boolean;
  /** A workflow that failed says so; default: it is `completed`, as in the document. */
  readonly failedPhase?: boolean;
}

/** The first word of each is the default. */
export interface BcsStorageSwitches {
  /** Numbers and texts of failures: 10003 and on, or 1405080 and on. */
  readonly codes?: 'doc' | 'upstream';
  /** One dynamic document comes as an array of one, or by itself. */
  readonly getOne?: 'array' | 'object';
  /** `data` where there is nothing to tell: null or {}. */
  readonly emptyWrite?: 'null' | 'object';
  /** Times of documents: 2018-03-14T07:47:39.208Z, or 2018-03-14 07:47:39 in the zone. */
  readonly time?: 'rfc3339' | 'legacy';
  /** Of times in the short form, in answers and in parameters: `UTC` (default), or as +08:00. */
  readonly zone?: string;
  /** Lists of watch data: the values of the namespace, or names over all namespaces. */
  readonly watchList?: 'values' | 'names';
  /** Deleting one document that is not there. */
  readonly deleteMissing?: 'error' | 'ok';
  /** Failures come with 200, or with 400, 404 and 500. */
  readonly http?: 'always200' | 'strict';
  /** One document of a cluster is what has no namespace, or the name in any namespace. */
  readonly clusterScope?: 'strict' | 'upstream';
  /** Failures of ippoolstatic: as other lists (10006), or 10086. */
  readonly ippoolCode?: 'list' | 'doc';
  /** The podIp of applications: their own field, which they have not, or that of one of their taskgroups. */
  readonly applicationPodIp?: 'field' | 'taskgroups';
  /** What is in secrets. */
  readonly secrets?: 'shown' | 'masked';
  /** Events, and alarms, that a cluster keeps; when there are more, the newest two thirds stay; 0 for any number. Default 10000. */
  readonly eventCap?: number;
  /** Days that events and alarms are kept; 0 keeps them. Default 15. */
  readonly eventDays?: number;
}

export interface BcsStorageChoice {
  /** The id under which this cluster's own objects appear in the BCS storage API; '' for none. Default `BCS-K8S-00000`. */
  readonly k8sCluster?: string;
  readonly switches?: BcsStorageSwitches;
}

/** The first word of each is the default. */
export interface BcsSchedulerSwitches {
  /** Failures come with 4xx and 5xx, or with 200 as the gateway does it. */
  readonly http?: 'strict' | 'always200';
  /** The kind of what is sent: as it is written, or in any case. */
  readonly kind?: 'exact' | 'anyCase';
  /** The namespace of what is sent must be that of the path, or it alone counts. */
  readonly namespace?: 'agree' | 'body';
  /** An update of an application without `instances` is refused, or is one of all taskgroups. */
  readonly update?: 'strict' | 'lenient';
  /** A deployment's selector matches applications with all of its pairs, or counts each pair that matches. */
  readonly selector?: 'all' | 'upstream';
  /** The status of taskgroups that have ended because they were told to stop. */
  readonly stopped?: 'Finish' | 'Killed';
  /** Names of custom resource definitions that are not `<plural>.<group>`: taken all the same, or refused. */
  readonly crdNames?: 'lenient' | 'strict';
  /** A health check with `protocol` and no `type` is none, or is of that type. */
  readonly healthProtocol?: 'ignored' | 'type';
  /** Messages of failures begin with `(bcs-scheduler):`. */
  readonly prefix?: 'none' | 'upstream';
  /** `data` of failures: null or {}. */
  readonly failureData?: 'null' | 'object';
}

export interface BcsSchedulerChoice {
  /** The id of the cluster that the BCS scheduler API is there for; '' for none. Default `BCS-MESOS-10001`. */
  readonly cluster?: string;
  readonly switches?: BcsSchedulerSwitches;
}

export interface GlobalSchedulerChoice {
  /** The directory of conf.yaml, sites.json and the others; default: there are no sites but Cluster objects. */
  readonly configDir?: string;
  /** The demo's own oddities, where they do not crash it. */
  readonly faithful?: boolean;
  /** Nothing fits: 409; default: 201 and an empty list. */
  readonly strictNoFit?: boolean;
  /** Allocations can be listed, read and released over this API too. */
  readonly extensions?: boolean;
}

export interface ClusterOptions {
  /** `memory:` (default), `file://DIR` or `etcd://host:port[,host:port]`. */
  readonly store?: string;
  /** Loopback address to listen on; default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: a free port. */
  readonly port?: number;
  /** Simulated nodes, node-1 and on; default 3, or none beside a node template. */
  readonly nodes?: number;
  /** Pools of further simulated nodes: YAML documents of kind Node or NodePool. */
  readonly nodeTemplate?: string;
  /** Nodes with these labels are simulated too, whoever made them. */
  readonly nodeSelector?: string;
  /** How pods live without Stage objects: at once (default), or with the times that pulling, probes and hooks take. */
  readonly stages?: 'fast' | 'general';
  /** Exec and PortForward objects may run programs of this machine; default: they may not. */
  readonly allowLocalExec?: boolean;
  /** The folder whose files Logs and Attach objects may show; default: none. */
  readonly allowLogFiles?: string;
  /** A loopback port where names of services and of Dns objects are answered, over UDP and TCP; default: none. */
  readonly dnsPort?: number;
  /** A loopback port where HTTP requests for hosts of Dns objects are passed on to pods; default: none. */
  readonly gatewayPort?: number;
  /** A loopback port where functions are called, as POST /NAMESPACE/NAME; default: none, they are called through the API. */
  readonly serverlessPort?: number;
  /** Which parts run beside the API server; default all. An empty list gives a bare API. */
  readonly components?: readonly Component[];
  /**
   * They run in a thread of their own, so that nothing that they do keeps a request waiting: quicker with two cores, and a third more
   * memory. It is the machine's clock and chance that they live by. Default: in this thread.
   */
  readonly componentThread?: boolean;
  /** Elect a leader per component; default: only on `etcd://`, where other processes may run the same components. */
  readonly leaderElection?: boolean;
  /** Further Host headers to answer. */
  readonly allowedHosts?: readonly string[];
  /** Origins of pages that may ask from a browser; `*` for all, without credentials. Default: none. */
  readonly corsAllowedOrigins?: readonly string[];
  /** A KubeSchedulerConfiguration (v1): an object, or YAML or JSON as text; default: kube-scheduler's own. */
  readonly schedulerConfiguration?: string | object;
  /** Where paths of plugins' modules in it begin; default: the working directory. */
  readonly schedulerModules?: string;
  /** What is kept of the scheduler's decisions: nothing (default), the latest of each pod in memory, or all of them as annotations of the pods too. */
  readonly schedulerRecords?: 'off' | 'explain' | 'annotations';
  /** Of the names of these annotations; default `kube-scheduler-simulator.sigs.k8s.io/`. */
  readonly schedulerRecordsPrefix?: string;
  /** A port for kube-scheduler-simulator's API alone, which the main port serves too; default: none. */
  readonly schedulerSimulatorPort?: number;
  /** A port for the minik8s document's API, of which the main port serves `/apis/v1/`; default: none. */
  readonly minik8sPort?: number;
  readonly minik8s?: Minik8sChoice;
  readonly bcsStorage?: BcsStorageChoice;
  readonly bcsScheduler?: BcsSchedulerChoice;
  /** A port for the Global Scheduler's API, of which the main port serves `/v1/allocations`; default: none. */
  readonly globalSchedulerPort?: number;
  readonly globalScheduler?: GlobalSchedulerChoice;
  /** Serve the beta versions of older Kubernetes releases too; default true. */
  readonly legacyVersions?: boolean;
  /** How long events are kept after their last write; 0 keeps them. Default an hour. */
  readonly eventTtlSeconds?: number;
  /** Which of the built-in admission plugins run; default: those that are on in Kubernetes. */
  readonly admissionPlugins?: PluginChoice;
  /** How many requests may run at once; default 400 that read and 200 that write. */
  readonly limits?: RequestLimits;
  /** How long a request may take that is no watch, log or stream; default a minute. */
  readonly requestTimeoutMs?: number;
  /** What is written down of requests, and where; default: nothing. */
  readonly audit?: AuditChoice;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly log?: Logger;
  /** Freeze shared objects, so that code which changes one fails: for tests of controllers. */
  readonly freeze?: boolean;
}
