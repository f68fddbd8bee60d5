/** Descriptions of meta/v1: what every object shares, and what requests and answers are made of. */
import { condition, selectorRequirement } from './shared';
import type { Descriptions, FieldDescriptions } from './shape';

const writeOptions = (): FieldDescriptions => ({
  dryRun: 'All: the request is checked and answered, and nothing is stored.',
  fieldManager: 'Name under which the changed fields are recorded; at most 128 printable characters.',
  fieldValidation: 'What is done about unknown and doubled fields: Ignore, Warn (default) or Strict.',
});

export const meta: Descriptions = () => {
  const options = writeOptions();
  const { dryRun = '', fieldManager = '' } = options;
  const [group, version, resource] = ['API group.', 'Version within the group.', 'Resource in its plural form.'];
  return {
    ObjectMeta: ['What every stored object has besides its content: its identity, labels, owners and the record of its changes.', {
      name: 'Name of the object, unique for its kind within the namespace. It cannot change.',
      generateName: 'Prefix for a name that the server makes when none is given: a random suffix is added.',
      namespace: 'Space in which the name must be unique; `default` when left out. Kinds of the whole cluster have none. It cannot change.',
      selfLink: 'No longer used: always empty.',
      uid: 'Identity of this very object, given by the server; an object made later under the same name gets another one.',
      resourceVersion: 'Stands for the state that was read and changes with every write. Sent back with an update, the update fails if somebody wrote in between. Compare for equality only.',
      generation: 'Counts the changes of the wanted state; status.observedGeneration says up to which one a controller has got.',
      creationTimestamp: 'When the server stored the object.',
      deletionTimestamp: 'When the object was, or will be, gone. Set by the server when deletion is asked for; from then on the object only lives for its finalizers and its grace period.',
      deletionGracePeriodSeconds: 'Seconds that the object has to end by itself after deletion was asked for.',
      labels: 'Short keys and values by which objects are grouped and selected.',
      annotations: 'Keys and values for tools and people; nothing is selected by them, and they may be long.',
      ownerReferences: 'Objects that this one belongs to. When all of them are gone it is deleted as well. At most one is its controller.',
      finalizers: 'Names of those who have something to do before the object may go. It stays until the list is empty.',
      managedFields: 'Who set which field, and in which version: the book-keeping of server-side apply. Kept by the server.',
    }],
    OwnerReference: ['Names an owner of the object, in the same namespace or of the whole cluster.', {
      apiVersion: 'API version of the owner.',
      kind: 'Kind of the owner.',
      name: 'Name of the owner.',
      uid: 'UID of the owner: another object of the same name is not the owner.',
      controller: 'True for the one owner that manages the object.',
      blockOwnerDeletion: 'True: a foreground deletion of the owner waits until this object is gone.',
    }],
    ListMeta: ['What every list has besides its items.', {
      selfLink: 'No longer used: always empty.',
      resourceVersion: 'State of the store when the list was read; a watch can start from it.',
      continue: 'Token for the next page; empty on the last one. It expires after a while.',
      remainingItemCount: 'How many items follow this page; left out where it is not known.',
      shardInfo: 'Which part of the collection the list holds, when only a part was asked for.',
    }],
    ShardInfo: ['Says which part of a collection was listed.', { selector: 'The selector of the part, as the request had it.' }],
    ManagedFieldsEntry: ['What one manager has set.', {
      manager: 'Name of the manager, such as kubectl-client-side-apply.',
      operation: 'How the fields were set: Apply (server-side apply) or Update (everything else).',
      apiVersion: 'Version in which the fields are named.',
      time: 'When the entry last changed.',
      fieldsType: 'Form of the field set; FieldsV1 is the only one.',
      fieldsV1: 'The fields, as a tree of `f:<name>`, `k:<keys of a list item>`, `v:<value>` and `i:<index>`.',
      subresource: 'Subresource through which the fields were set; empty for the object itself.',
    }],
    LabelSelector: ['Chooses objects by their labels. All parts must hold; an empty selector chooses everything, a missing one nothing.', {
      matchLabels: 'Labels that must be there with exactly these values.',
      matchExpressions: 'Conditions on labels; all must hold.',
    }],
    LabelSelectorRequirement: ['One condition on a label.', selectorRequirement('label')],
    FieldSelectorRequirement: ['One condition on a field.', selectorRequirement('field')],
    Condition: ['One observation about an object.', {
      ...condition(),
      observedGeneration: 'Generation of the object that the observation is about; an older one than metadata.generation is out of date.',
    }],
    Status: ['How a request ended that has no object to answer with.', {
      metadata: 'Empty, except in the answer to a list that failed half-way.',
      status: 'Success or Failure.',
      message: 'What happened, for people.',
      reason: 'Why it failed, as one word for programs, such as NotFound, Conflict or Invalid.',
      details: 'Which object it is about, and what exactly was wrong.',
      code: 'HTTP status code.',
    }],
    StatusDetails: ['What a failure is about.', {
      name: 'Name of the object.', group: 'Group of the object.', kind: 'Kind or resource of the object.', uid: 'UID of the object.',
      causes: 'What was wrong, one entry for each fault.', retryAfterSeconds: 'Seconds to wait before trying again.',
    }],
    StatusCause: ['One fault.', {
      reason: 'Type of the fault, as one word for programs.', message: 'What is wrong, for people.', field: 'Path of the field that is at fault.',
    }],
    DeleteOptions: ['How something is to be deleted.', {
      gracePeriodSeconds: 'Seconds to end by itself; 0 deletes at once. Left out: what the kind has as its default.',
      preconditions: 'What must be true of the object, else nothing is deleted.',
      orphanDependents: 'Deprecated: propagationPolicy says it better.',
      propagationPolicy: 'What becomes of the objects it owns: Orphan leaves them, Background deletes them afterwards, Foreground before.',
      dryRun,
      ignoreStoreReadErrorWithClusterBreakingPotential: 'Deletes even what can no longer be decoded. Finalizers and owners are then not looked at.',
    }],
    Preconditions: ['What must be true of an object for a request to be carried out.', { uid: 'UID that it must have.', resourceVersion: 'Version that it must be at.' }],
    CreateOptions: ['Options of a create.', options],
    UpdateOptions: ['Options of an update.', options],
    PatchOptions: ['Options of a patch.', { ...options, force: 'With server-side apply: takes fields over from other managers instead of failing with a conflict.' }],
    ApplyOptions: ['Options of a server-side apply.', { dryRun, fieldManager, force: 'Takes fields over from other managers instead of failing with a conflict.' }],
    GetOptions: ['Options of a get.', { resourceVersion: 'Oldest state that will do; 0 takes whatever is at hand.' }],
    ListOptions: ['Options of a list or a watch.', {
      labelSelector: 'Labels that the objects must have.',
      fieldSelector: 'Fields that the objects must have.',
      watch: 'A stream of changes instead of a list.',
      allowWatchBookmarks: 'The watch may also send how far it has got when nothing changes.',
      resourceVersion: 'Which state is wanted; for a watch, from where.',
      resourceVersionMatch: 'How resourceVersion counts for a list: NotOlderThan or Exact.',
      timeoutSeconds: 'How long a watch or a list may last.',
      limit: 'Most items of one page.',
      continue: 'Token of the page before.',
      sendInitialEvents: 'The watch begins with the objects that are there, and marks where they end.',
      shardSelector: 'Part of the collection that is wanted.',
    }],
    Patch: ['A change: a list of operations, a partial object or an apply configuration, by content type.'],
    WatchEvent: ['One change of a watched collection.', {
      type: 'ADDED, MODIFIED, DELETED, BOOKMARK or ERROR.',
      object: 'The object after the change (before it went, for DELETED); only its version for BOOKMARK; a Status for ERROR.',
    }],
    PartialObjectMetadata: ['An object of any kind with nothing but its metadata.'],
    Table: ['Objects as rows and columns, ready to be printed.', { columnDefinitions: 'The columns.', rows: 'The rows, one for each object.' }],
    TableColumnDefinition: ['A column of a table.', {
      name: 'Heading.', type: 'OpenAPI type of the cells.', format: 'OpenAPI format of the cells; `name` marks the name of the object.',
      description: 'What the column shows.', priority: 'Importance: 0 is always shown, a higher number only in wide output.',
    }],
    TableRow: ['A row of a table.', { cells: 'The values, in the order of the columns.', conditions: 'What is special about the row.', object: 'The object: its metadata, all of it, or nothing, as asked for.' }],
    TableRowCondition: ['What is special about a row.', { type: 'Name of the condition; Completed says that the object has done its work.', status: 'True, False or Unknown.', reason: 'Why, in one word.', message: 'Why, in a sentence.' }],
    TableOptions: ['Options of a request for a table.', { includeObject: 'What the rows hold of their objects: None, Metadata or Object.' }],
    APIGroup: ['An API group and its versions.', {
      name: 'Name of the group.', versions: 'Versions that are served.', preferredVersion: 'Version that the server would choose.',
      serverAddressByClientCIDRs: 'Address of the server, by where the client is.',
    }],
    APIGroupList: ['All API groups.', { groups: 'The groups.' }],
    APIVersions: ['Versions of the core group.', { versions: 'Versions that are served.', serverAddressByClientCIDRs: 'Address of the server, by where the client is.' }],
    APIResourceList: ['Resources of one group version.', { groupVersion: 'The group and version.', resources: 'The resources and subresources.' }],
    APIResource: ['What can be done with a resource, and what it is called.', {
      name: 'Plural name, as in URLs.', singularName: 'Singular name.', namespaced: 'True: objects live in namespaces.', group, version, kind: 'Kind of the objects.',
      verbs: 'Requests that are served.', shortNames: 'Names for hasty typing.', categories: 'Groups of resources that it is part of, such as `all`.',
      storageVersionHash: 'Changes when objects are stored in another version.',
    }],
    GroupVersionForDiscovery: ['A version of a group.', { groupVersion: 'Group and version, as in apiVersion.', version: 'The version alone.' }],
    GroupKind: ['A kind within a group.', { group }],
    GroupResource: ['A resource within a group.', { group, resource }],
    GroupVersion: ['A group and a version.', { group, version }],
    GroupVersionKind: ['A kind in one version.', { group, version }],
    GroupVersionResource: ['A resource in one version.', { group, version, resource }],
    ServerAddressByClientCIDR: ['The address that clients of a network should use.', { clientCIDR: 'Addresses of the clients.', serverAddress: 'Address of the server for them.' }],
    RootPaths: ['Paths that a server answers.', { paths: 'The paths.' }],
    TypeMeta: ['The version and kind of an object.'],
  };
};
