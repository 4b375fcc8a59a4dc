using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace AgentBot.Testing.Teams;

/// <summary>The keys of an issuer of our own, and tokens signed with them: good ones, and ones that are wrong in a single way.</summary>
public sealed class FakeTeamsKeys : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Key> _keys = [];
    private int _made;

    public FakeTeamsKeys() => Add();

    /// <summary>Of the newest key.</summary>
    public string CurrentId
    {
        get
        {
            lock (_lock)
            {
                return _keys[^1].Id;
            }
        }
    }

    /// <param name="endorsements">Channels the key may speak for; null for a key without such a list.</param>
    /// <returns>Its id.</returns>
    public string Add(params string[]? endorsements)
    {
        lock (_lock)
        {
            string id = $"key-{++_made}";
            _keys.Add(new Key(id, RSA.Create(2048), endorsements is null ? null : endorsements.Length == 0 ? ["msteams"] : endorsements));
            return id;
        }
    }

    /// <summary>It is published no longer; what it signed must be refused once its readers have looked again.</summary>
    public void Withdraw(string id)
    {
        lock (_lock)
        {
            int at = _keys.FindIndex(key => key.Id == id);
            _keys[at] = _keys[at] with { IsWithdrawn = true };
        }
    }

    public JsonObject Published()
    {
        lock (_lock)
        {
            return new JsonObject { ["keys"] = new JsonArray([.. _keys.Where(key => !key.IsWithdrawn).Select(Publish)]) };
        }
    }

    /// <summary>A token over these claims.</summary>
    /// <param name="keyId">Null for the newest key; it names the key in the header too unless <paramref name="header"/> says otherwise.</param>
    /// <param name="header">Changes the header before it is signed.</param>
    public string Sign(JsonObject claims, string? keyId = null, Action<JsonObject>? header = null)
    {
        Key key;
        lock (_lock)
        {
            key = keyId is null ? _keys[^1] : _keys.Single(one => one.Id == keyId);
        }

        var head = new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = key.Id };
        header?.Invoke(head);
        string signed = $"{Text(head)}.{Text(claims)}";
        byte[] bytes = Encoding.ASCII.GetBytes(signed);
        byte[] signature = (string?)head["alg"] switch
        {
            "none" => [],
            // The known confusion of a public key with a shared secret.
            "HS256" => HMACSHA256.HashData(key.Rsa.ExportSubjectPublicKeyInfo(), bytes),
            "RS384" => key.Rsa.SignData(bytes, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
            "RS512" => key.Rsa.SignData(bytes, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
            "PS256" => key.Rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            _ => key.Rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    public void Dispose()
    {
        foreach (Key key in _keys)
        {
            key.Rsa.Dispose();
        }
    }

    private static string Text(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    private static JsonNode Publish(Key key)
    {
        RSAParameters open = key.Rsa.ExportParameters(includePrivateParameters: false);
        var published = new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = key.Id,
            ["x5t"] = key.Id,
            ["n"] = Base64Url.EncodeToString(open.Modulus),
            ["e"] = Base64Url.EncodeToString(open.Exponent),
        };
        if (key.Endorsements is { } endorsements)
        {
            published["endorsements"] = new JsonArray([.. endorsements.Select(channel => JsonValue.Create(channel))]);
        }

        return published;
    }

    private sealed record Key(string Id, RSA Rsa, string[]? Endorsements)
    {
        public bool IsWithdrawn { get; init; }
    }
}
