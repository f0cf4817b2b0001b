
  # What onednn.ts has, where PyTorch was built without oneDNN.
  def linear(self: __torch__.M, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    return torch.linear(x, weight, bias)

  def product(self: __torch__.M, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    return torch.linear(x, weight, bias)

  def product_gelu(self: __torch__.M, x: Tensor, weight: Tensor, bias: Tensor, gelu: str) -> Tensor:
    return torch.gelu(torch.linear(x, weight, bias), approximate=gelu)

  def packed(self: __torch__.M, weight: Tensor) -> Tensor:
    return weight
