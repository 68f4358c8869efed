// Package letter makes a letter of plain content: a PDF to print or send, the
// same letter as text, and how easy it is to read. It knows nothing of youths and
// decisions: whoever writes a letter hands over its words, and keeps the bytes.
//
// A Template is composed with the values of its fields and the blocks that a rule
// asks for (Compose) into a body, which stands in a Letter; Render makes the PDF.
// The same Letter is shown as a page by web/page.
package letter
