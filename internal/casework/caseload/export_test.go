package caseload

// Rows is rows, for the tests, which stand outside to use casetest.
var Rows = (*Service).rows
