module rfm

go 1.26
