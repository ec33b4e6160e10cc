// Package spark is a client of Spark Connect, the protocol of Apache Spark 3.4 and
// later, Databricks and Sail.
//
// In come an address and the text of a query; out go Arrow records, every row once,
// or an error. Streams that a server ends early are taken up again where they
// ended; a query whose reader leaves is interrupted. It must not know what is asked
// for, or which command asks.
//
// gRPC is HTTP/2 with frames and trailers, protobuf a handful of field numbers:
// both are written out here, as the module of gRPC would add five megabytes.
package spark
