// Package pack is rfm pack: files of order lines to a small file of orders, which
// every command reads in their place.
package pack
