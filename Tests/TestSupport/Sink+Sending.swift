public import Base
public import Operations

extension Sink {
    /// A world in which this sink is the mail server and may be called.
    public var outside: Outside {
        Outside(
            mail: mail, address: "https://care.example.com", addresses: Sink.addresses)
    }

    public var mail: JSON {
        [
            "host": "127.0.0.1", "port": .integer(smtpPort), "security": "none",
            "from": "care@example.com", "fromName": "Harbour Hotel",
        ]
    }
}
