using System.Globalization;
using AgentBot.Core.Cards;
using AgentBot.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace AgentBot.Core.Tests.Cards;

public sealed class CardTextTests
{
    [Theory]
    [InlineData("pay\u202Egpj.exe", "paygpj.exe")]
    [InlineData("a\u200Bb\u00ADc\uFEFFd", "abcd")]
    [InlineData("line\r\none\u2028two\u0007", "line\none\ntwo")]
    [InlineData("fill\u3164er\u115F\u2800", "filler")]
    [InlineData("tags\U000E0041\U000E007F", "tags")]
    [InlineData("tab\there", "tab here")]
    [InlineData("☎\uFE0F stays, x\uFE0F goes", "☎\uFE0F stays, x goes")]
    public void What_cannot_be_seen_is_taken_out(string text, string shown) => Assert.Equal(shown, CardText.Visible(text));

    [Fact]
    public void Half_a_character_is_taken_out() => Assert.Equal(" lone", CardText.Visible("\uD83D lone"));

    [Fact]
    public void A_stack_of_marks_on_one_letter_is_cut_to_four() =>
        Assert.Equal("e" + new string('\u0301', 4), CardText.Visible("e" + new string('\u0301', 60)));

    [Theory]
    [InlineData("**bold** _it_ `code`", "\\*\\*bold\\*\\* \\_it\\_ \\`code\\`")]
    [InlineData("[here](javascript:alert)", "\\[here\\](javascript:alert)")]
    [InlineData("https://evil.example", "https\\://evil.example")]
    [InlineData("www.evil.example and a@b.example", "www\\.evil.example and a\\@b.example")]
    [InlineData("<at>Ana</at> &lt; AT&T & co", "\\<at\\>Ana\\</at\\> \\&lt; AT\\&T & co")]
    [InlineData("# no head", "\\# no head")]
    [InlineData("- no list", "\\- no list")]
    [InlineData("1. no list, 1.5 is a number", "1\\. no list, 1.5 is a number")]
    [InlineData("@finance-leads", "@finance-leads")]
    public void Outside_text_is_no_markdown(string text, string escaped) => Assert.Equal(escaped, CardText.Line(text));

    [Fact]
    public void A_cut_never_splits_what_people_see_as_one_character()
    {
        string flags = string.Concat(Enumerable.Repeat("🇩🇪", 20));
        string cut = CardText.Cut(flags, 10);
        Assert.Equal("🇩🇪🇩🇪…", cut);
        Assert.Equal("short", CardText.Cut("short", 5));
    }

    [Fact]
    public void A_long_text_is_cut_at_a_sentence() =>
        Assert.Equal("One sentence. Another one. …", CardText.CutAtSentence("One sentence. Another one. And a third that is far too long.", 40));

    [Fact]
    public void No_text_whatever_leaves_something_invisible_or_too_long()
    {
        Prop.ForAll<NonNull<string>, PositiveInt>((text, most) =>
        {
            string plain = CardText.PlainLine(text.Get, most.Get + 1);
            return plain.Length <= most.Get + 1 && !CardText.HasInvisible(plain) && !plain.Contains('\n', StringComparison.Ordinal);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Proof.Size(10_000)).WithReplay((ulong)Proof.Seed, 1));
    }

    [Fact]
    public void Taking_out_twice_takes_out_nothing_more()
    {
        Prop.ForAll<NonNull<string>>(text => !CardText.HasInvisible(CardText.Visible(text.Get)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Proof.Size(10_000)).WithReplay((ulong)Proof.Seed, 1));
    }

    [Fact]
    public void Every_kind_of_format_character_is_known()
    {
        for (int code = 0; code <= 0x10FFFF; code++)
        {
            if (code is >= 0xD800 and <= 0xDFFF || CharUnicodeInfo.GetUnicodeCategory(code) != UnicodeCategory.Format)
            {
                continue;
            }

            Assert.Equal("", CardText.Visible(char.ConvertFromUtf32(code)));
        }
    }
}
