public import Base
public import Operations

extension Sink {
    /// A world in which this sink is the mail server and may be called.
    public var outside: Outside { Sink.outside(smtp: smtpPort) }

    /// The same for another process.
    public static func outside(smtp port: Int) -> Outside {
        Outside(mail: mail(port), address: "https://care.example.com", addresses: addresses)
    }

    public var mail: JSON { Sink.mail(smtpPort) }

    private static func mail(_ port: Int) -> JSON {
        [
            "host": "127.0.0.1", "port": .integer(port), "security": "none",
            "from": "care@example.com", "fromName": "Harbour Hotel",
        ]
    }
}
