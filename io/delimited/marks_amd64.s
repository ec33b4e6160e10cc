#include "textflag.h"

// func findEitherAVX2(sets []uint64, text []byte, a, b byte) (ofB int)
//
// A comparison gives a byte of ones or zeros for every byte of text, and
// VPMOVMSKB takes one bit of each.
TEXT ·findEitherAVX2(SB), NOSPLIT, $0-64
	MOVQ         sets_base+0(FP), DI
	MOVQ         sets_len+8(FP), CX
	MOVQ         text_base+24(FP), SI
	VPBROADCASTB a+48(FP), Y0
	VPBROADCASTB b+49(FP), Y1
	XORL         R8, R8

word:
	VMOVDQU   (SI), Y2
	VMOVDQU   32(SI), Y3
	VPCMPEQB  Y0, Y2, Y4
	VPCMPEQB  Y0, Y3, Y5
	VPCMPEQB  Y1, Y2, Y2
	VPCMPEQB  Y1, Y3, Y3
	VPOR      Y2, Y4, Y4
	VPOR      Y3, Y5, Y5
	VPMOVMSKB Y4, AX
	VPMOVMSKB Y5, BX
	SHLQ      $32, BX
	ORQ       BX, AX
	MOVQ      AX, (DI)
	VPMOVMSKB Y2, AX
	VPMOVMSKB Y3, BX
	SHLQ      $32, BX
	ORQ       BX, AX
	POPCNTQ   AX, AX
	ADDQ      AX, R8
	ADDQ      $64, SI
	ADDQ      $8, DI
	DECQ      CX
	JNZ       word
	VZEROUPPER
	MOVQ      R8, ofB+56(FP)
	RET

// One position, and the bit that it stands for is gone.
#define POSITION(at) \
	TZCNTQ AX, DX     \
	ADDL   BX, DX     \
	MOVL   DX, at(DI) \
	BLSRQ  AX, AX

// func writePositionsBMI(to []uint32, sets []uint64, base uint32) (n int)
//
// Eight positions are written whether there are so many or not: most words have
// fewer, and a branch for each would be guessed wrongly. The next word writes
// over what is too much.
TEXT ·writePositionsBMI(SB), NOSPLIT, $0-64
	MOVQ to_base+0(FP), DI
	MOVQ sets_base+24(FP), SI
	MOVQ sets_len+32(FP), CX
	MOVL base+48(FP), BX

word:
	MOVQ    (SI), AX
	POPCNTQ AX, R8
	LEAQ    (DI)(R8*4), R8

eight:
	POSITION(0)
	POSITION(4)
	POSITION(8)
	POSITION(12)
	POSITION(16)
	POSITION(20)
	POSITION(24)
	POSITION(28)
	ADDQ  $32, DI
	TESTQ AX, AX
	JNZ   eight
	MOVQ  R8, DI
	ADDL  $64, BX
	ADDQ  $8, SI
	DECQ  CX
	JNZ   word
	SUBQ  to_base+0(FP), DI
	SHRQ  $2, DI
	MOVQ  DI, n+56(FP)
	RET
