/** What goes wrong on simulated nodes, as objects. */
export { keepFaults, type Faults } from './book';
