package score

import (
	"fmt"
	"strconv"
	"strings"

	"rfm/rfm"
	"rfm/rfm/decimal"
)

// Kinds of notices that scoring gives.
const (
	NoticeEmptyScore   = "empty-score"   // a score that no customer has
	NoticeCrowdedScore = "crowded-score" // one that more than 80 % have
)

// Notice is something a reader of a result should know.
type Notice struct {
	Kind string
	Text string
}

// notices looks at the scores of one dimension.
func (s *Scores) notices(d rfm.Dimension, c *headcount) []Notice {
	n, count := c.customers(d), c.scores[d][:]
	if n < s.Bins[d] && !s.given() {
		text := fmt.Sprintf("%s: %d customers cannot fill %d bins", s.missing(d, count), n, s.Bins[d])
		if n == 1 {
			text = strings.Replace(text, "customers", "customer", 1)
		}
		return []Notice{{NoticeEmptyScore, text}}
	}
	var notices []Notice
	advice := "; --edges sets your own cut points"
	if s.given() {
		advice = ""
	}
	if text := s.missing(d, count); text != "" {
		if value, share := s.commonest(d, c); share > 0 {
			text += fmt.Sprintf(": %s of customers share %s = %s", percent(share, n), d.Field(), value)
		}
		notices = append(notices, Notice{NoticeEmptyScore, text + advice})
	}
	for score, customers := range count {
		if customers*5 > n*4 {
			text := fmt.Sprintf("%s of customers have %s score %d", percent(customers, n), d.Letter(), score)
			notices = append(notices, Notice{NoticeCrowdedScore, text + advice})
		}
	}
	return notices
}

// given tells that the cut points do not follow from the population.
func (s *Scores) given() bool { return s.options.Edges != nil || s.options.Frozen != nil }

// missing names the scores that no customer has: "no customer has F score 2 or 3".
func (s *Scores) missing(d rfm.Dimension, count []int) string {
	var scores []string
	for score := 1; score <= s.Bins[d]; score++ {
		if count[score] == 0 {
			scores = append(scores, strconv.Itoa(score))
		}
	}
	if len(scores) == 0 {
		return ""
	}
	text := scores[len(scores)-1]
	if others := scores[:len(scores)-1]; len(others) > 0 {
		text = strings.Join(others, ", ") + " or " + text
	}
	return fmt.Sprintf("no customer has %s score %s", d.Letter(), text)
}

// commonest is the value whose ties make two cut points coincide, so that a score is
// missing; of several the one that most customers share. 0 customers where ties
// are not the cause.
func (s *Scores) commonest(d rfm.Dimension, c *headcount) (value string, customers int) {
	for score := 1; score <= s.Bins[d]; score++ {
		if n := c.tied[d][score]; c.scores[d][score] == 0 && n > customers {
			r := s.rulers[d][0]
			value, customers = decimal.Text(r.cuts[s.place(d, score)-1].top, r.scale), n
		}
	}
	return value, customers
}

// percent writes a share in whole percent.
func percent(part, whole int) string {
	return strconv.Itoa((200*part+whole)/(2*whole)) + " %"
}
