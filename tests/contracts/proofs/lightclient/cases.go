package main

import (
	"fmt"
	"time"

	"github.com/cometbft/cometbft/types"
)

// made is every case: commits first, then steps of the light client.
func made() []Case {
	return append(append(commits(), headers()...), steps()...)
}

func absent(commit *types.Commit, places ...int) {
	for _, place := range places {
		commit.Signatures[place] = types.NewCommitSigAbsent()
	}
}

func commits() []Case {
	four, uneven := parties("abcd"), parties("abcd", 40, 30, 20, 10)
	stranger := parties("z")[0]
	var found []Case
	add := func(name string, set []party, change func(*block)) {
		one := decided(7, set, set)
		change(&one)
		found = append(found, commitCase(name, one))
	}
	votes := func(name string, set []party, change func(*types.Commit)) {
		add(name, set, func(one *block) { change(one.commit) })
	}
	votes("all four", four, func(*types.Commit) {})
	votes("three of four", four, func(c *types.Commit) { absent(c, 1) })
	votes("two of four", four, func(c *types.Commit) { absent(c, 1, 2) })
	votes("exactly two thirds of three", parties("abc"), func(c *types.Commit) { absent(c, 0) })
	votes("more than two thirds of uneven power", uneven, func(c *types.Commit) { absent(c, 2, 3) })
	votes("two thirds of uneven power, less one", parties("abcd", 40, 26, 20, 13), func(c *types.Commit) { absent(c, 2, 3) })
	votes("two thirds and one of uneven power", parties("abcd", 40, 27, 20, 13), func(c *types.Commit) { absent(c, 2, 3) })
	votes("one vote of all", four[:1], func(*types.Commit) {})
	votes("a vote for none, and three", four, func(c *types.Commit) {
		c.Signatures[0].BlockIDFlag = types.BlockIDFlagNil
		resign(c, 0, four[0], chainID)
	})
	votes("two votes for none", four, func(c *types.Commit) {
		c.Signatures[0].BlockIDFlag, c.Signatures[3].BlockIDFlag = types.BlockIDFlagNil, types.BlockIDFlagNil
		resign(c, 0, four[0], chainID)
		resign(c, 3, four[3], chainID)
	})
	votes("a vote for none passed off as one for the block", four, func(c *types.Commit) {
		c.Signatures[1].BlockIDFlag = types.BlockIDFlagNil
		resign(c, 1, four[1], chainID)
		c.Signatures[1].BlockIDFlag = types.BlockIDFlagCommit
	})
	votes("all absent", four, func(c *types.Commit) { absent(c, 0, 1, 2, 3) })
	votes("one validator in two places", four, func(c *types.Commit) { c.Signatures[1] = c.Signatures[0] })
	votes("one validator in all places", four, func(c *types.Commit) {
		c.Signatures[1], c.Signatures[2], c.Signatures[3] = c.Signatures[0], c.Signatures[0], c.Signatures[0]
	})
	votes("one vote in two places, under the other's address", four, func(c *types.Commit) {
		c.Signatures[1].Signature = c.Signatures[0].Signature
	})
	votes("two votes exchanged", four, func(c *types.Commit) {
		c.Signatures[0], c.Signatures[1] = c.Signatures[1], c.Signatures[0]
	})
	votes("a stranger's vote", four, func(c *types.Commit) {
		c.Signatures[2].ValidatorAddress = stranger.key.PubKey().Address()
		resign(c, 2, stranger, chainID)
	})
	votes("a stranger's vote under a validator's address", four, func(c *types.Commit) { resign(c, 0, stranger, chainID) })
	votes("a stranger's vote after there are enough", four, func(c *types.Commit) {
		c.Signatures[3].ValidatorAddress = stranger.key.PubKey().Address()
		resign(c, 3, stranger, chainID)
	})
	votes("a broken signature", four, func(c *types.Commit) { c.Signatures[1].Signature[5] ^= 1 })
	votes("a broken signature after there are enough", four, func(c *types.Commit) { c.Signatures[3].Signature[5] ^= 1 })
	votes("a short signature", four, func(c *types.Commit) { c.Signatures[1].Signature = c.Signatures[1].Signature[:63] })
	votes("a signature of zeros", four, func(c *types.Commit) { c.Signatures[1].Signature = make([]byte, 64) })
	votes("no signature", four, func(c *types.Commit) { c.Signatures[1].Signature = nil })
	votes("a long signature", four, func(c *types.Commit) { c.Signatures[3].Signature = append(c.Signatures[3].Signature, 0) })
	votes("no address", four, func(c *types.Commit) { c.Signatures[3].ValidatorAddress = nil })
	votes("an absent vote with an address", four, func(c *types.Commit) {
		absent(c, 3)
		c.Signatures[3].ValidatorAddress = four[3].key.PubKey().Address()
	})
	votes("an absent vote with a time", four, func(c *types.Commit) {
		absent(c, 3)
		c.Signatures[3].Timestamp = time.Unix(start, 0).UTC()
	})
	votes("a flag that is none", four, func(c *types.Commit) { c.Signatures[3].BlockIDFlag = 4 })
	votes("no flag", four, func(c *types.Commit) { c.Signatures[3].BlockIDFlag = 0 })
	votes("another time of a vote", four, func(c *types.Commit) {
		c.Signatures[0].Timestamp = c.Signatures[0].Timestamp.Add(1)
	})
	votes("a vote at a whole second", four, func(c *types.Commit) {
		c.Signatures[0].Timestamp = time.Unix(start, 0).UTC()
		resign(c, 0, four[0], chainID)
	})
	votes("a vote in 1970, at 0", four, func(c *types.Commit) {
		c.Signatures[0].Timestamp = time.Unix(0, 0).UTC()
		resign(c, 0, four[0], chainID)
	})
	votes("a vote of 1969", four, func(c *types.Commit) {
		c.Signatures[0].Timestamp = time.Unix(-5, 7).UTC()
		resign(c, 0, four[0], chainID)
	})
	votes("another round", four, func(c *types.Commit) { c.Round = 1 })
	votes("another height", four, func(c *types.Commit) { c.Height = 8 })
	votes("another block", four, func(c *types.Commit) { c.BlockID.Hash = digest("another") })
	votes("other parts", four, func(c *types.Commit) { c.BlockID.PartSetHeader.Hash = digest("another") })
	votes("more parts", four, func(c *types.Commit) { c.BlockID.PartSetHeader.Total = 2 })
	votes("no places", four, func(c *types.Commit) { c.Signatures = nil })
	votes("a place too few", four, func(c *types.Commit) { c.Signatures = c.Signatures[:3] })
	votes("a place too many", four, func(c *types.Commit) { c.Signatures = append(c.Signatures, types.NewCommitSigAbsent()) })
	votes("votes of another chain", four, func(c *types.Commit) {
		for i := range four {
			resign(c, i, four[i], "tegata-another")
		}
	})
	add("a later round", four, func(one *block) { one.commit = voted(one.header, four, 3) })
	add("a round that fills its bytes", four, func(one *block) { one.commit = voted(one.header, four, 1<<31-1) })
	add("other validators", four, func(one *block) { one.validators = listed(parties("efgh")) })
	add("another order of validators", four, func(one *block) {
		one.validators[0], one.validators[1] = one.validators[1], one.validators[0]
	})
	return found
}

// headers are sound ones with one field changed after the votes, and ones that were voted for as they are.
func headers() []Case {
	four := parties("abcd")
	changes := []struct {
		name   string
		change func(*types.Header)
	}{
		{"block protocol", func(h *types.Header) { h.Version.Block = 12 }},
		{"app version", func(h *types.Header) { h.Version.App = 2 }},
		{"no app version", func(h *types.Header) { h.Version.App = 0 }},
		{"chain id", func(h *types.Header) { h.ChainID = "tegata-another" }},
		{"no chain id", func(h *types.Header) { h.ChainID = "" }},
		{"height", func(h *types.Header) { h.Height = 8 }},
		{"height 0", func(h *types.Header) { h.Height = 0 }},
		{"negative height", func(h *types.Header) { h.Height = -7 }},
		{"time", func(h *types.Header) { h.Time = h.Time.Add(1) }},
		{"a whole second", func(h *types.Header) { h.Time = time.Unix(start, 0).UTC() }},
		{"last block", func(h *types.Header) { h.LastBlockID.Hash = digest("another") }},
		{"no last block", func(h *types.Header) { h.LastBlockID = types.BlockID{} }},
		{"last block's parts", func(h *types.Header) { h.LastBlockID.PartSetHeader.Total = 300 }},
		{"last commit hash", func(h *types.Header) { h.LastCommitHash = digest("another") }},
		{"no data hash", func(h *types.Header) { h.DataHash = nil }},
		{"short data hash", func(h *types.Header) { h.DataHash = h.DataHash[:31] }},
		{"validators hash", func(h *types.Header) { h.ValidatorsHash = hashOf(parties("efgh")) }},
		{"no validators hash", func(h *types.Header) { h.ValidatorsHash = nil }},
		{"next validators hash", func(h *types.Header) { h.NextValidatorsHash = hashOf(parties("efgh")) }},
		{"no next validators hash", func(h *types.Header) { h.NextValidatorsHash = nil }},
		{"consensus hash", func(h *types.Header) { h.ConsensusHash = digest("another") }},
		{"app hash", func(h *types.Header) { h.AppHash = digest("another") }},
		{"results hash", func(h *types.Header) { h.LastResultsHash = digest("another") }},
		{"evidence hash", func(h *types.Header) { h.EvidenceHash = nil }},
		{"proposer", func(h *types.Header) { h.ProposerAddress = four[1].key.PubKey().Address() }},
		{"short proposer", func(h *types.Header) { h.ProposerAddress = h.ProposerAddress[:19] }},
	}
	var found []Case
	for _, each := range changes {
		after := decided(7, four, four)
		each.change(after.header)
		found = append(found, commitCase("changed after the votes: "+each.name, after))
		found = append(found, commitCase("voted for: "+each.name, decided(7, four, four, each.change)))
	}
	return found
}

func steps() []Case {
	four, other := parties("abcd"), parties("efgh")
	soon := int64(start + 500)
	var found []Case
	add := func(name string, trusted, next block, now int64) {
		found = append(found, stepCase(name, trusted, next, now))
	}
	trusted := decided(7, four, four)
	add("the next height", trusted, decided(8, four, four), soon)
	add("the next height, announced validators", decided(7, four, other), decided(8, other, other), soon)
	add("the next height, others than announced", trusted, decided(8, other, other), soon)
	add("the next height, those before instead of the announced", decided(7, four, other), decided(8, four, four), soon)
	add("a later height, the same validators", trusted, decided(70, four, other), soon)
	add("a later height, one of four replaced", trusted, decided(70, parties("abce"), four), soon)
	add("a later height, two of four replaced", trusted, decided(70, parties("abef"), four), soon)
	add("a later height, three of four replaced", trusted, decided(70, parties("aefg"), four), soon)
	add("a later height, all replaced", trusted, decided(70, other, other), soon)
	add("a later height, exactly a third stays", decided(7, parties("abc"), four), decided(70, parties("aef"), four), soon)
	add("a later height, two thirds stay", decided(7, parties("abc"), four), decided(70, parties("abf"), four), soon)
	add("a later height, the same with other powers", trusted, decided(70, parties("abcd", 40, 30, 20, 10), four), soon)
	few := decided(70, parties("abef"), four)
	absent(few.commit, 0, 1)
	add("a later height, too few of the new", trusted, few, soon)
	for _, place := range []int{0, 1, 2, 3} {
		lacking := decided(70, parties("abce"), four)
		absent(lacking.commit, place)
		add(fmt.Sprintf("a later height, silent: %d", place), trusted, lacking, soon)
		broken := decided(70, parties("abce"), four)
		broken.commit.Signatures[place].Signature[0] ^= 1
		add(fmt.Sprintf("a later height, broken: %d", place), trusted, broken, soon)
		twice := decided(70, parties("abef"), four)
		twice.commit.Signatures[place] = twice.commit.Signatures[(place+1)%4]
		add(fmt.Sprintf("a later height, one vote twice: %d", place), trusted, twice, soon)
	}
	add("the same height", trusted, decided(7, four, four), soon)
	add("an earlier height", trusted, decided(6, four, four), soon)
	sameTime := func(h *types.Header) { h.Time = trusted.header.Time }
	add("the same time", trusted, decided(8, four, four, sameTime), soon)
	add("an instant later", trusted, decided(8, four, four, func(h *types.Header) { h.Time = trusted.header.Time.Add(1) }), soon)
	add("an earlier time", trusted, decided(9, four, four, func(h *types.Header) { h.Time = time.Unix(start, 0).UTC() }), soon)
	ahead := func(h *types.Header) { h.Time = time.Unix(soon+10, 0).UTC() }
	add("ten seconds ahead", trusted, decided(8, four, four, ahead), soon)
	nearly := func(h *types.Header) { h.Time = time.Unix(soon+9, 999_999_999).UTC() }
	add("not quite ten seconds ahead", trusted, decided(8, four, four, nearly), soon)
	late := func(h *types.Header) { h.Time = time.Unix(start+period, 0).UTC() }
	add("at the end of the trusting period", trusted, decided(8, four, four, late), start+7+period)
	add("after the trusting period", trusted, decided(8, four, four, late), start+8+period)
	add("another set than the header names", trusted, block{decided(8, four, four).header, decided(8, four, four).commit, listed(other)}, soon)
	return found
}
