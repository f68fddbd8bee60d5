/** What is done with taskgroups that run: messages, commands, images (sections 3.1 and 3.6 of the document's specification). */
export { commandRoutes } from './commands';
export { commitRoute } from './commit';
export { healthReportRoute } from './health';
export { messageRoutes } from './messages';
export { processActRoutes } from './processes';
