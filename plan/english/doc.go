// Package english says a checked plan in plain sentences.
package english
