// Package browsertest drives a real Chromium for tests of the pages as people
// meet them: taps, typed keys, waiting for what the server answers. It counts
// interactions from events that the browser itself trusts, runs axe-core in the
// page and the Nu HTML checker over many pages.
//
// A package that uses it hands its TestMain to Main, opens pages with
// Start(t).Open(t, Phone), and never skips: a machine without Chromium fails
// with a line that says what to install.
package browsertest
