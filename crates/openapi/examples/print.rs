fn main() {
    std::fs::write("components/openapi/openapi.json", sellerdesk_openapi::render().unwrap()).unwrap();
}
