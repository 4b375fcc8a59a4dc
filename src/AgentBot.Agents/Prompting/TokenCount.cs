using System.Text;

namespace AgentBot.Agents.Prompting;

/// <summary>Counting without a tokenizer: what is likely for estimates, what is certain to be enough for reservations.</summary>
public static class TokenCount
{
    /// <summary>About four characters make a token.</summary>
    public static long Likely(long characters) => (characters + 3) / 4;

    /// <summary>No common tokenizer needs more than one token for two bytes of natural text or JSON; what is reserved must be enough.</summary>
    public static long AtMost(string text) => (Encoding.UTF8.GetByteCount(text) + 1) / 2;
}
