using AgentBot.Agents.Prompting;
using AgentBot.Core.Agents;
using AgentBot.Core.Values;
using AgentBot.Testing;
using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Tests.Prompting;

/// <summary>Keys that somebody pasted do not travel to a model; what only looks odd does.</summary>
public sealed class SecretMaskTests
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const string Capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string Hex = "0123456789abcdef";

    // The published forms, each as text before, alphabet, length and text after.
    private static readonly (string Before, string Of, int Length, string After)[] Forms =
    [
        ("AKIA", Capitals, 16, ""), ("ASIA", Capitals, 16, ""), ("ghp_", Letters, 36, ""), ("gho_", Letters, 36, ""), ("github_pat_", Letters, 82, ""), ("glpat-", Letters, 20, ""),
        ("xoxb-123456789012-", Letters, 24, ""), ("xoxp-123456789012-", Letters, 32, ""), ("xapp-1-A01-", Letters, 40, ""), ("https://hooks.slack.com/services/T01/B01/", Letters, 24, ""),
        ("sk_live_", Letters, 24, ""), ("rk_test_", Letters, 24, ""), ("whsec_", Letters, 32, ""), ("sk-ant-api03-", Letters, 93, "AA"), ("sk-proj-", Letters, 48, ""), ("sk-", Letters, 48, ""),
        ("AIza", Letters, 35, ""), ("ya29.", Letters, 60, ""), ("GOCSPX-", Letters, 28, ""), ("AccountKey=", Letters, 86, "=="), ("SharedAccessKey=", Letters, 43, "="),
        ("SG.abcdefghijklmnopqrstuv.", Letters, 43, ""), ("SK", Hex, 32, ""), ("npm_", Letters, 36, ""), ("pypi-", Letters, 120, ""), ("hf_", Letters, 34, ""), ("dop_v1_", Hex, 64, ""),
        ("shpat_", Hex, 32, ""), ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.", Letters, 43, ""), ("-----BEGIN PRIVATE KEY-----\n", Letters, 400, "\n-----END PRIVATE KEY-----"),
        ("-----BEGIN RSA PRIVATE KEY-----\\n", Letters, 300, "\\n-----END RSA PRIVATE KEY-----"), ("postgres://app:", Letters, 16, "@db.example.com/x"),
        ("password: ", Letters, 16, "7"), ("api_key=", Letters, 32, "7"), ("\"client_secret\": \"", Letters, 32, "7\""), ("Authorization: Bearer ", Letters, 40, "7"),
    ];

    private static readonly string[] Around = ["{0}", "Here it is: {0}", "Use {0}, thanks.", "({0})", "key,{0},more", "\"{0}\"", "first line\n{0}\nlast line", "Der Schlüssel lautet {0}."];

    [Fact]
    public void KeysOfKnownForms_AreTakenOut()
    {
        Random random = Proof.Random();
        int all = 0, found = 0;
        for (int i = 0; i < Proof.Size(500); i++)
        {
            foreach ((string before, string of, int length, string after) in Forms)
            {
                string secret = new([.. Enumerable.Range(0, length).Select(_ => of[random.Next(of.Length)])]);
                string text = string.Format(null, Around[random.Next(Around.Length)], before + secret + after);
                string hidden = SecretMask.Hide(text);
                all++;
                found += !hidden.Contains(secret, StringComparison.Ordinal) && hidden.Contains(SecretMask.Mark, StringComparison.Ordinal) ? 1 : 0;
            }
        }

        Assert.True(found >= all * 0.99, $"{found} of {all} with the seed {Proof.Seed}.");
    }

    [Fact]
    public void OrdinaryTexts_StayAsTheyAre()
    {
        string[] odd =
        [
            "Invoice RE-2026-004711 over 4,860.00 EUR, IBAN DE89 3704 0044 0532 0130 00, BIC COBADEFFXXX.", "See https://example.com/a/b?c=d&e=1#f and https://user@example.com/x.",
            "Commit 9c02e41b5d7f8a6c3e2b1a0f9e8d7c6b5a493827 fixed it.", "Run 0199c2a4-7e1d-7c3a-9d55-1f2e3d4c5b6a failed.", "Password: required. Token: see the handbook.",
            "The secret is that nobody reads it.", "Please reset my password by tomorrow, the token expired on 2026-11-22.", "The key account manager has the key to the office.",
            "SKU SK1002003004, order 4500012345, VAT DE123456789.", "password policy version 2026", "He passed the 4 o'clock secretary a ticket.", "bearer of good news 2026",
            "Ask for the API key in #operations.", "mailto:ana@example.com, tel:+491701234567", "time 10:30:00 at host db1:5432", "ASIATISCH, AKIATEST, ghetto, sk-learn 1.5",
        ];
        string[] shipped =
        [
            .. Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "templates"), "*", SearchOption.AllDirectories).Where(path => !path.EndsWith("schema.json", StringComparison.Ordinal)).SelectMany(File.ReadLines),
            .. File.ReadLines(Path.Combine(RepositoryRoot.Path, "README.md")),
        ];
        string[] texts = [.. odd, .. shipped.Where(line => line.Length > 0)];
        string[] marked = [.. texts.Where(text => SecretMask.Hide(text) != text)];
        Assert.True(marked.Length <= texts.Length * 0.02, $"{marked.Length} of {texts.Length}: {string.Join('\n', marked.Take(10))}");
        Assert.DoesNotContain(odd, text => SecretMask.Hide(text) != text);
    }

    [Fact]
    public void AModel_ReadsNoPastedKey_WhereverItWasPasted()
    {
        const string Key = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";
        AgentTask task = Ask.One(Ask.Agent("Judge.", Ask.Field("text", new FieldType.Text())), Ask.T($"{Key}-1")) with
        {
            Facts = [$"Use {Key}"],
            Lessons = [$"Not {Key}"],
            Remark = new AgentRemark($"Take {Key}", []),
        };
        string sent = string.Concat(PromptWriter.Write(task, task.Items, [], 500).Value.Messages.SelectMany(message => message.Contents).OfType<TextContent>().Select(content => content.Text));
        Assert.DoesNotContain(Key, sent, StringComparison.Ordinal);
        Assert.Equal(5, sent.Split(SecretMask.Mark).Length);
    }
}
