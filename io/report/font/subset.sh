#!/usr/bin/env bash
# Makes the subset fonts with the characters of a text file. See README.md.
set -euo pipefail
characters=$1
cd "$(dirname "$0")"
for weight in Regular Bold; do
	# Font 2 of the collection is Simplified Chinese.
	python3 -m fontTools.subset "/usr/share/fonts/opentype/noto/NotoSansCJK-$weight.ttc" --font-number=2 --text-file="$characters" \
		--unicodes=U+0020-007E,U+00A0-00FF,U+2013,U+2014,U+2018-201D,U+2026,U+2190-2193,U+2212,U+20AC,U+3001,U+3002,U+FF08,U+FF09,U+FF0C,U+FF1A,U+FF1B \
		--layout-features= --no-hinting --desubroutinize --drop-tables+=vhea,vmtx,VORG,BASE,GSUB,GPOS --name-IDs=0,1,2,13,14 \
		--output-file="${weight,,}.otf"
done
