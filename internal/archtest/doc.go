// Package archtest holds the house rules that a compiler does not: who may
// import whom, where SQL, HTTP and the environment may be named, how large a
// file or a function may grow. It reads the files rather than ask go list, so
// that the test cache notices every change.
//
// TestHouse runs the rules over the checkout; TestRules proves each of them on a
// tree of a few lines that breaks it and one that does not.
package archtest
