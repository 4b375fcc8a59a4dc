using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AgentBot.Agents.Prompting;

/// <summary>What makes the marks around data impossible to write inside it.</summary>
internal static class Seal
{
    /// <summary>Made from the data itself, so whoever wrote the data cannot have known it; and checked not to occur there.</summary>
    public static string Of(IReadOnlyList<string> data)
    {
        for (int attempt = 0; ; attempt++)
        {
            byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(attempt.ToString(CultureInfo.InvariantCulture) + "\0" + string.Join('\0', data)));
            string seal = Convert.ToHexStringLower(hash.AsSpan(0, 8));
            if (!data.Any(text => text.Contains(seal, StringComparison.OrdinalIgnoreCase)))
            {
                return seal;
            }
        }
    }

    public static string Marked(string name, string body, string seal) => $"<<{name} {seal}>>\n{SecretMask.Hide(body)}\n<<end of {name} {seal}>>";
}
