# An image with nothing but the binary. Certificates and time zones are for
# https inputs and --tz.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o /rfm ./cmd/rfm

FROM scratch
COPY --from=build /rfm /rfm
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /usr/local/go/lib/time/zoneinfo.zip /zoneinfo.zip
ENV ZONEINFO=/zoneinfo.zip
WORKDIR /data
ENTRYPOINT ["/rfm"]
